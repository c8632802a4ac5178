package scenarios

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"
)

// daemon is a real server in a room.
type daemon struct {
	name    string
	room    string
	program string
	args    []string // DIR and CERTS are filled in
	config  string   // name of its file of configuration, "" for none
	text    string   // what stands in there
	env     []string
	listens []string // addresses at which it is ready
	late    bool     // it isn't waited for

	cmd    *exec.Cmd
	exited chan struct{}
}

// system are the folders with programs that only administrators' paths have.
var system = []string{"/usr/sbin", "/sbin", "/usr/local/sbin"}

func lookUp(program string) (string, error) {
	path, err := exec.LookPath(program)
	for _, dir := range system {
		if err == nil {
			break
		}
		path, err = exec.LookPath(filepath.Join(dir, program))
	}
	return path, err
}

// startDaemons starts everything that the plan wants to run.
func (s *street) startDaemons(ctx context.Context) error {
	config, listens := s.plan.nginx()
	s.daemons = append(s.daemons, &daemon{
		name: "web", room: afar, program: "nginx", args: []string{"-p", "DIR", "-c", "DIR/nginx.conf", "-e", "DIR/nginx-error.log"},
		config: "nginx.conf", text: config, listens: listens,
	})
	s.daemons = append(append(s.daemons, s.plan.resolverDaemons()...), s.plan.more...)
	for _, d := range s.daemons {
		if err := s.start(ctx, d); err != nil {
			return err
		}
	}
	return nil
}

func (s *street) start(ctx context.Context, d *daemon) error {
	if d.config != "" {
		if _, err := s.file(d.config, d.text); err != nil {
			return err
		}
	}
	program, err := lookUp(d.program)
	if err != nil {
		return fmt.Errorf("looking for %s: %w", d.program, err)
	}
	args := make([]string, len(d.args))
	for i, a := range d.args {
		args[i] = s.fill(a)
	}
	d.cmd = s.rooms[d.room].Command(ctx, program, args...)
	d.cmd.Env = append(os.Environ(), d.env...)
	log, err := os.Create(s.log(d))
	if err != nil {
		return fmt.Errorf("opening a log: %w", err)
	}
	defer log.Close() //nolint:errcheck // the child holds its own
	d.cmd.Stdout, d.cmd.Stderr = log, log
	if err := d.cmd.Start(); err != nil {
		return fmt.Errorf("starting %s: %w", d.name, err)
	}
	d.exited = make(chan struct{})
	go func() {
		_ = d.cmd.Wait()
		close(d.exited)
	}()
	return nil
}

func (s *street) log(d *daemon) string { return filepath.Join(s.dir, d.name+".log") }

// goodbye is how long a server may take to end before it is killed.
const goodbye = 2 * time.Second

// end ends it, if it was started.
func (d *daemon) end() {
	if d.exited == nil {
		return
	}
	_ = d.cmd.Process.Signal(syscall.SIGTERM)
	select {
	case <-d.exited:
	case <-time.After(goodbye):
		_ = d.cmd.Process.Kill()
		<-d.exited
	}
}

// awaitDaemons returns once every server listens.
func (s *street) awaitDaemons(ctx context.Context) error {
	for {
		missing, err := s.missing(ctx)
		if err == nil && len(missing) == 0 {
			return nil
		}
		if gone := s.gone(); gone != "" {
			return errors.New(gone)
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("waiting for %v: %w", missing, errors.Join(ctx.Err(), err))
		case <-time.After(30 * time.Millisecond): // asked again until they are up; nothing depends on how long
		}
	}
}

// missing lists the addresses at which nobody listens yet.
func (s *street) missing(ctx context.Context) ([]string, error) {
	var missing []string
	for room := range s.rooms {
		var wanted []string
		for _, d := range s.daemons {
			if d.room == room && !d.late {
				wanted = append(wanted, d.listens...)
			}
		}
		if len(wanted) == 0 {
			continue
		}
		out, err := s.run(ctx, room, "", "ss", "-Hlnt")
		if err != nil {
			return wanted, fmt.Errorf("ss: %w: %s", err, out)
		}
		listening := strings.Fields(out)
		for _, w := range wanted {
			if !slices.Contains(listening, w) {
				missing = append(missing, w)
			}
		}
	}
	return missing, nil
}

// gone names a server that ended by itself, with its last words.
func (s *street) gone() string {
	for _, d := range s.daemons {
		select {
		case <-d.exited:
			words, _ := os.ReadFile(s.log(d))
			return fmt.Sprintf("%s ended: %s", d.name, words)
		default:
		}
	}
	return ""
}
