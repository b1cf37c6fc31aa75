package inventory

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"golang.org/x/sync/errgroup"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/diagnose"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/listapi"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/transport"
)

// mostAtOnce is how many lists are read side by side.
const mostAtOnce = 32

// checkCredentials returns the diagnostic of all credentials that are missing, or
// nil. It sends nothing.
func (s *scope) checkCredentials(ctx context.Context, limits limits) diag.Diagnostic {
	var failures []failure
	seen := map[[2]string]bool{}
	for _, part := range s.parts {
		key := [2]string{part.list.Cloud(), part.account}
		if !seen[key] && part.client.MissingCredentials() != nil {
			_, err := part.client.Read(ctx, part.list, part.region, nil) // cannot be signed
			failures = append(failures, failure{part, err})
		}
		seen[key] = true
	}
	return together(noCredentials, failures, limits)
}

// readAll reads all parts side by side, and returns what they list in the
// inventory's order: all of it, or the diagnostic of what failed. A missing
// permission does not stop the others, so that all of them are named at once.
// Any other failure does; if several come together, it is the first in the order
// of the parts.
func (s *scope) readAll(ctx context.Context, arguments *arguments, now time.Time) ([]entry, diag.Diagnostic) {
	lists := make([][]entry, len(s.parts))
	failures := make([]failure, len(s.parts))
	// The context of the group itself would end with the error of the part that
	// failed first, which the others would then report as theirs.
	all, cancel := context.WithCancel(ctx)
	defer cancel()
	var group errgroup.Group
	group.SetLimit(mostAtOnce)
	for n, part := range s.parts {
		group.Go(func() error {
			ctx, done := context.WithTimeout(all, arguments.limits.list)
			defer done()
			var err error
			if lists[n], err = part.read(ctx, arguments, now); err != nil {
				failures[n] = failure{part, err}
				if reasonOf(err) != denied {
					cancel()
				}
			}
			return nil
		})
	}
	_ = group.Wait() // no function returns an error
	if failed := together(noPermission, atFault(failures), arguments.limits); failed != nil {
		return nil, failed
	}
	return slices.Concat(lists...), nil
}

// read returns what the part lists, in the inventory's order.
func (p *part) read(ctx context.Context, arguments *arguments, now time.Time) ([]entry, error) {
	rows, states, err := p.readStates(ctx)
	if err != nil {
		return nil, err
	}
	zone := arguments.zones[p.zoneArgument()]
	return entries(rows, arguments, func(to []*entitlement, row listapi.Row, at int) []*entitlement {
		return p.entitlements(to, row, states.of(at), zone, now)
	}), nil
}

// limits bound how long a read may take: all of it, and each list. What the user
// sets bounds both.
type limits struct{ all, list time.Duration }

// failure is why a part could not be read.
type failure struct {
	part *part
	err  error
}

// reason is why a part failed, the foremost first.
type reason int

const (
	failedItself reason = iota
	denied
	outOfTime
	stopped // by the failure of another, or by the user
)

func reasonOf(err error) reason {
	switch {
	case errors.Is(err, context.Canceled):
		return stopped
	case errors.Is(err, context.DeadlineExceeded):
		return outOfTime
	case refusal(err) != nil:
		return denied
	}
	return failedItself
}

// refusal returns the call that is not permitted and because of which a part failed,
// or nil: that for a page, or one of signing in.
func refusal(err error) *transport.Failure {
	var failure *transport.Failure
	for errors.As(err, &failure) {
		if failure.Kind == transport.Denied {
			return failure
		}
		err = failure.Err
	}
	return nil
}

// atFault returns the failures to report: all missing permissions, or the first
// failure of the foremost reason.
func atFault(failures []failure) []failure {
	var foremost []failure
	for _, f := range failures {
		switch {
		case f.err == nil:
		case len(foremost) == 0 || reasonOf(f.err) < reasonOf(foremost[0].err):
			foremost = []failure{f}
		case reasonOf(f.err) == denied && reasonOf(foremost[0].err) == denied:
			foremost = append(foremost, f)
		}
	}
	return foremost
}

// own is the diagnostic of the part's own data source.
func (f failure) own(limits limits) diag.Diagnostic {
	return diagnose.NewRead(f.part.client, f.part.list, f.part.region, limits.list).Error(f.err)
}

// asked says which rows were asked for, if not all, after what failed.
func (f failure) asked() string {
	var word *wordError
	if !errors.As(f.err, &word) {
		return ""
	}
	return fmt.Sprintf(" when it was asked for the rows with %s = %q, which says their state", word.argument, word.word)
}

// kind is what several failures have in common.
type kind struct {
	// summary has their number.
	summary string

	// remark is said of each, or empty.
	remark string
}

var (
	noCredentials = kind{
		summary: "no credentials for %d clouds of accounts",
		remark:  " Sources of a cloud that has a block, in the provider or in an account, are read by default, and sources that are named always are.",
	}
	noPermission = kind{summary: "no permission for %d lists"}
)

// together returns one diagnostic for all failures, or nil if there are none. The
// first of a source, or of a step of signing in, is reported in full, and the same of
// others in a line each.
func together(kind kind, failures []failure, limits limits) diag.Diagnostic {
	if len(failures) == 0 {
		return nil
	}
	if len(failures) == 1 {
		f := failures[0]
		own := f.own(limits)
		return diag.NewErrorDiagnostic(f.part.String()+": "+own.Summary(),
			fmt.Sprintf("The source %s failed%s, and with it the inventory: without it, the rest could pass for all that is owned.%s\n\n%s",
				f.part, f.asked(), kind.remark, own.Detail()))
	}
	var names, details []string
	told := map[string]int{} // the position in details, by source or by the step of signing in
	for _, f := range failures {
		own := f.own(limits)
		names = append(names, "  "+f.part.String())
		refused, cause := refusal(f.err), f.part.list.Name
		if refused != nil && refused.Operation != f.part.list.Operation {
			cause = f.part.list.Cloud() + " " + refused.Operation
		}
		at, again := told[cause]
		if !again {
			told[cause] = len(details)
			details = append(details, fmt.Sprintf("%s: %s%s\n\n%s", f.part, own.Summary(), f.asked(), own.Detail()))
			continue
		}
		details[at] += fmt.Sprintf("\n\n%s: %s%s", f.part, own.Summary(), f.asked())
		if refused != nil {
			details[at] += brief(refused, f.part.list.Operation)
		}
	}
	return diag.NewErrorDiagnostic("entitlements_inventory: "+fmt.Sprintf(kind.summary, len(failures)),
		fmt.Sprintf("These sources failed, and with them the inventory: without them, the rest could pass for all that is owned.%s\n\n%s\n\n%s",
			kind.remark, strings.Join(names, "\n"), strings.Join(details, "\n\n")))
}

// brief writes how a refused call differs from one that is reported in full. The
// operation is that of the list; another is a step of signing in.
func brief(refused *transport.Failure, operation string) string {
	var text strings.Builder
	if refused.Operation != operation {
		text.WriteString(", " + refused.Operation)
	}
	if refused.KeyID != "" {
		fmt.Fprintf(&text, ", access key %s, from %s", refused.KeyID, refused.KeySource)
	}
	if refused.RequestID != "" {
		text.WriteString(", request id " + refused.RequestID)
	}
	if refused.Code != "" {
		text.WriteString(", code " + refused.Code)
	}
	return text.String()
}
