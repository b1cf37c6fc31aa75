package inventory

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/cloud"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/listapi"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/listing"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/transport"
)

// mostRounds is how often a list and the rows of each word of its filter are read
// if they do not agree.
const mostRounds = 3

// foundState is the state of a row that a filter by words says.
type foundState struct {
	state listapi.State
	note  string // why it is unknown, or empty
}

// foundStates are the states of the rows of a list, in their order. There are none
// if the list has no filter that says them.
type foundStates []foundState

func (s foundStates) of(row int) foundState {
	if s == nil {
		return foundState{}
	}
	return s[row]
}

// wordError is why the rows could not be read that a word of a filter selects.
type wordError struct {
	argument, word string
	err            error
}

func (e *wordError) Error() string { return fmt.Sprintf("%s = %q: %v", e.argument, e.word, e.err) }
func (e *wordError) Unwrap() error { return e.err }

// readStates returns the rows of the part, and their states if the list has a
// filter by words that says them. The list without the filter is the list. If it
// changed between the answers, all of them are read again.
func (p *part) readStates(ctx context.Context) ([]listapi.Row, foundStates, error) {
	if p.list.Entitlement.StateFilter == nil {
		result, err := p.client.Read(ctx, p.list, p.region, p.list.Entitlement.Arguments)
		return result.Rows, nil, err
	}
	moved := &listing.InconsistentError{Consistent: mostRounds}
	for {
		round, err := p.readRound(ctx)
		if err != nil {
			return nil, nil, err
		}
		last := len(moved.Readings) == mostRounds-1
		states, contradiction := round.states(&p.list.List, last)
		if contradiction == "" {
			return round.rows, states, nil
		}
		moved.Readings = append(moved.Readings, contradiction)
		if last {
			return nil, nil, moved
		}
	}
}

// round is the answers of one round: the list, and the rows of each word.
type round struct {
	rows    []listapi.Row
	words   []string        // sorted
	of      [][]listapi.Row // by the position of the word
	refused []string        // the words that the API does not take, quoted
}

// readRound reads the list, and the rows of each word, side by side. The error of
// the list comes before those of its words. As in readAll, a missing permission
// does not stop the others.
func (p *part) readRound(ctx context.Context) (*round, error) {
	filter := p.list.Entitlement.StateFilter
	r := &round{words: slices.Sorted(maps.Keys(filter.States))}
	r.of = make([][]listapi.Row, len(r.words))
	errs := make([]error, 1+len(r.words))
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	read := func(err *error, arguments listapi.Arguments) []listapi.Row {
		var result cloud.Result
		result, *err = p.client.Read(ctx, p.list, p.region, arguments)
		if *err != nil && kindOf(*err) != transport.BadParameter && reasonOf(*err) != denied {
			cancel()
		}
		return result.Rows
	}
	var group sync.WaitGroup
	arguments := p.list.Entitlement.Arguments
	group.Go(func() { r.rows = read(&errs[0], arguments) })
	for n, word := range r.words {
		group.Go(func() { r.of[n] = read(&errs[1+n], with(arguments, filter.Argument, listapi.TextCell(word))) })
	}
	group.Wait()
	for n, word := range r.words {
		switch err := errs[1+n]; {
		case err == nil:
		case kindOf(err) == transport.BadParameter:
			r.refused = append(r.refused, strconv.Quote(word))
			errs[1+n] = nil
		default:
			errs[1+n] = &wordError{filter.Argument, word, err}
		}
	}
	return r, foremost(errs)
}

// with returns arguments and one more.
func with(arguments listapi.Arguments, name string, value listapi.Cell) listapi.Arguments {
	more := listapi.Arguments{name: value}
	maps.Copy(more, arguments)
	return more
}

// foremost returns the first of some errors that has the foremost reason, or nil.
func foremost(errs []error) (first error) {
	for _, err := range errs {
		if err != nil && (first == nil || reasonOf(err) < reasonOf(first)) {
			first = err
		}
	}
	return first
}

// kindOf returns what went wrong with the call that an error is of.
func kindOf(err error) transport.Kind {
	var failure *transport.Failure
	if errors.As(err, &failure) {
		return failure.Kind
	}
	return transport.Unexpected
}

// states returns the state of each row of the list, or what does not fit. In the
// last round, a row that only a word of what has ended selects does not count: the
// list may leave out such rows.
func (r *round) states(list *listapi.List, last bool) (foundStates, string) {
	filter := list.Entitlement.StateFilter
	states := make(foundStates, len(r.rows))
	if a, b, same := r.same(list); same {
		for row := range states {
			states[row] = foundState{listapi.Unknown, fmt.Sprintf("state: the API ignored the filter %s: %q and %q have the same rows", filter.Argument, a, b)}
		}
		return states, ""
	}
	unknown := foundState{state: listapi.Unknown}
	if len(r.refused) > 0 {
		unknown.note = fmt.Sprintf("state: the API refused the filter %s = %s", filter.Argument, strings.Join(r.refused, ", "))
	}
	at := make(map[string]int, len(r.rows))
	var key []byte
	for row := range r.rows {
		key = list.AppendIdentity(key[:0], r.rows[row])
		at[string(key)] = row
		states[row] = unknown
	}
	id := func(row listapi.Row) string { return row.Cell(list.Position(list.Identifier)).Text() }
	by := make([]string, len(r.rows)) // the word that has the row
	for n, word := range r.words {
		for _, selected := range r.of[n] {
			key = list.AppendIdentity(key[:0], selected)
			row, listed := at[string(key)]
			switch {
			case !listed && last && filter.States[word].Ended():
			case !listed:
				return nil, fmt.Sprintf("%s = %q has the row %.80q, which the whole list does not have", filter.Argument, word, id(selected))
			case by[row] != "":
				return nil, fmt.Sprintf("%s = %q and %q both have the row %.80q", filter.Argument, by[row], word, id(selected))
			default:
				by[row], states[row] = word, foundState{state: filter.States[word]}
			}
		}
	}
	return states, ""
}

// same returns two words that have the same rows, if there are two. Those that
// have none are not the same.
func (r *round) same(list *listapi.List) (a, b string, same bool) {
	equal := func(a, b listapi.Row) bool {
		return slices.Equal(list.AppendIdentity(nil, a), list.AppendIdentity(nil, b))
	}
	for n := range r.words {
		for m := range n {
			if len(r.of[n]) > 0 && slices.EqualFunc(r.of[m], r.of[n], equal) {
				return r.words[m], r.words[n], true
			}
		}
	}
	return "", "", false
}
