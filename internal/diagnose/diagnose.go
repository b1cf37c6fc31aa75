// Package diagnose turns the errors of a read into diagnostics for the person
// who has to act on them: what failed, where, what the API said, what to do.
package diagnose

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/auth"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/cloud"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/listapi"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/listing"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/transport"
)

// Read describes what was read when an error occurred.
type Read struct {
	// Cloud, Operation and Region name the call.
	Cloud, Operation, Region string

	// Block is the provider block's attribute that configures the cloud, and
	// Endpoint the name of the API's endpoint in it.
	Block, Endpoint string

	// Rows is what the rows are called, or empty if no list is read.
	Rows string

	// Documented are the regions for which the API documents a host.
	Documented []string

	// Project is the project that was read, or nil if the rows belong to none.
	Project *cloud.Project

	// Narrow are the data source's arguments that make the list shorter.
	Narrow []string

	// Timeout is how long the read was allowed to take.
	Timeout time.Duration
}

// NewRead describes a read of a list in a region.
func NewRead(client *cloud.Client, list *cloud.List, region string, timeout time.Duration) Read {
	return Read{
		Cloud:      client.Name(),
		Operation:  list.Operation,
		Region:     region,
		Block:      client.Block(),
		Endpoint:   list.Service.Name,
		Rows:       list.RowsName,
		Documented: list.Service.Regions.Documented,
		Project:    client.Project(list, region),
		Narrow:     list.Narrowing(),
		Timeout:    timeout,
	}
}

// NewIdentity describes asking a cloud whose key it is read with.
func NewIdentity(client *cloud.Client, timeout time.Duration) Read {
	return Read{Cloud: client.Name(), Operation: cloud.OperationIdentity, Block: client.Block(), Endpoint: "sts", Timeout: timeout}
}

// Error returns the diagnostic of an error of cloud.Client.Read or Identity.
func (r Read) Error(err error) diag.Diagnostic {
	var (
		failure      *transport.Failure
		page         *listing.PageError
		inconsistent *listing.InconsistentError
		unreachable  *listing.UnreachableRowsError
		endless      *listing.EndlessError
		ignored      *listapi.FilterError
	)
	report := report{read: r}
	if errors.As(err, &page) {
		report.page = page
	}
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return report.diagnostic("the time ran out",
			fmt.Sprintf("The read did not end within %s; %s. Nothing was returned, because a part of a list could pass for the whole.", r.Timeout, report.progress()),
			fmt.Sprintf("Raise the data source's timeouts.read (it was %s), or max_concurrency if the cloud allows more calls at once.", r.Timeout))
	case errors.Is(err, context.Canceled):
		return report.diagnostic("the read was interrupted",
			fmt.Sprintf("The run was stopped; %s. Nothing was returned.", report.progress()),
			"Run Terraform again.")
	case errors.As(err, &failure):
		var missing *auth.NoCredentialsError
		if errors.As(failure.Err, &missing) {
			abridged := *failure
			abridged.Err = missing.Once()
			failure = &abridged
		}
		report.failure = failure
		advice := advise(r, failure)
		return report.diagnostic(advice.summary, advice.explanation, advice.next)
	case errors.As(err, &ignored):
		return report.diagnostic("the API ignored a filter",
			fmt.Sprintf("The argument %s asks for %s, and the API returned the row %s, in which %s is %s. Nothing was returned, because a list that is not filtered would pass for one that is.",
				ignored.Argument, ignored.Wanted, ignored.Row, ignored.Column, ignored.Found),
			fmt.Sprintf("Check the value of %s. If it is right, leave %s out, select the rows with a for expression in the configuration, and report the operation to the cloud's support.",
				ignored.Argument, ignored.Argument))
	case errors.As(err, &inconsistent):
		return report.inconsistent(inconsistent)
	case errors.As(err, &unreachable):
		return report.diagnostic("the API does not list all rows",
			fmt.Sprintf("The list seems to end after %d rows, but there are more. The answer points to a next page by another way of paging, such as a nextToken, which the API does not document for this list. Nothing was returned, because rows are missing.", unreachable.Rows),
			"Report this, with the operation and the region."+r.narrow())
	case errors.As(err, &endless):
		return report.diagnostic("the list does not end",
			"Reading the list was stopped: "+endless.Error()+".",
			"Narrow the data source's arguments, or report this: no account is known to own that much.")
	}
	return report.diagnostic("the read failed", err.Error(), "Run Terraform again with TF_LOG=DEBUG, and report what you see.")
}

// narrow says how the list can be read in one call, during which it cannot change.
func (r Read) narrow() string {
	names := strings.Join(r.Narrow, ", ")
	if last := strings.LastIndex(names, ", "); last >= 0 {
		names = names[:last] + " or " + names[last+2:]
	}
	if names == "" {
		return ""
	}
	return fmt.Sprintf(" A list that fits one page is read in one call: narrow it with %s.", names)
}

// report collects what a diagnostic says.
type report struct {
	read    Read
	page    *listing.PageError
	failure *transport.Failure
}

// progress says how far the read had come.
func (r report) progress() string {
	if r.page == nil {
		return "no page had been read"
	}
	switch r.page.PagesRead {
	case 0:
		return "no page had been read"
	case 1:
		return "1 page had been read"
	}
	return fmt.Sprintf("%d pages had been read", r.page.PagesRead)
}

// inconsistent returns the diagnostic of a list of which no two readings agree.
// If each of them contradicts itself, it is not the list that changes.
func (r report) inconsistent(err *listing.InconsistentError) diag.Diagnostic {
	var readings strings.Builder
	for i, reading := range err.Readings {
		fmt.Fprintf(&readings, "\n  %d. %s", i+1, reading)
	}
	const again = "Run Terraform again when nobody is buying or assigning."
	if err.Consistent == 0 {
		return r.diagnostic("no reading of the list was consistent",
			fmt.Sprintf("The list was read %d times from its start, and each reading contradicts itself:%s\n\nNothing was returned, because a row could be missing.", len(err.Readings), readings.String()),
			again+" If it fails in the same way each time, the API is at fault, and running again does not help: send the lines above to the cloud's support.")
	}
	return r.diagnostic("the list changed while it was read",
		fmt.Sprintf("The list was read %d times, and no two readings in a row agreed:%s\n\nEither the list changes faster than it can be read, or the API contradicts itself. Nothing was returned, because a row could be missing.", len(err.Readings), readings.String()),
		again+r.read.narrow()+" If the readings differ in the same way each time, the API is at fault: send them to its support.")
}

func (r report) diagnostic(summary, explanation, next string) diag.Diagnostic {
	var text strings.Builder
	text.WriteString(explanation + "\n")
	line := func(name, value string) {
		if value != "" {
			fmt.Fprintf(&text, "\n%-12s %s", name+":", value)
		}
	}
	operation := r.read.Operation
	if r.page != nil {
		operation += fmt.Sprintf(" (page %d)", r.page.Page)
	}
	line("Cloud", r.read.Cloud)
	line("Operation", operation)
	line("Region", r.read.Region)
	if f := r.failure; f != nil {
		line("Host", f.Host)
		if f.Status != 0 {
			line("HTTP status", fmt.Sprint(f.Status))
		}
		line("Code", f.Code)
		line("Message", f.Message)
		if f.Err != nil {
			line("Cause", f.Err.Error())
		}
		line("Request id", f.RequestID)
		if f.KeyID != "" {
			line("Access key", f.KeyID+", from "+f.KeySource)
		}
		if f.Tries > 1 {
			line("Tries", fmt.Sprint(f.Tries))
		}
		line("Diagnosis", f.Diagnosis)
	}
	text.WriteString("\n\nWhat to do: " + next)
	return diag.NewErrorDiagnostic(fmt.Sprintf("%s: %s", r.read.Operation, summary), text.String())
}
