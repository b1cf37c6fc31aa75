package diagnose

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/auth"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/credential"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/transport"
)

// advice is what a person needs to know about a kind of failure.
type advice struct{ summary, explanation, next string }

func advise(r Read, f *transport.Failure) advice {
	a := adviseKind(r, f)
	if a.next == "" {
		a.next = "Fix what the cause above names."
	}
	if f.OutOfTime {
		a.explanation += fmt.Sprintf(" It would have been tried again, but the read's time of %s did not allow for the pause before it.", r.Timeout)
		a.next += " Or raise the data source's timeouts.read."
	}
	return a
}

func adviseKind(r Read, f *transport.Failure) advice {
	endpoint := fmt.Sprintf("%s.endpoints.%s", r.Block, r.Endpoint)
	served := ""
	if r.Region != "" {
		served = fmt.Sprintf("that the region %q exists and serves this API%s, ", r.Region, documented(r))
	}
	again := "Run Terraform again later, or raise max_retries in the provider block."
	switch f.Kind {
	case transport.NoCredentials:
		return adviseSignIn(r, f)
	case transport.BadKey:
		return advice{"the access key was refused", "The cloud does not know the access key, or its secret does not match. No further call uses this key in this run, because clouds lock a key that fails repeatedly.",
			fmt.Sprintf("Check the key that came from %s: that it exists, is enabled, belongs to %s, and is used with its own secret.", f.KeySource, f.Cloud)}
	case transport.BadToken:
		return advice{"the security token was refused", "The security token has expired, is malformed, or belongs to another access key. No further call uses it in this run.",
			fmt.Sprintf("Get new temporary credentials and set all three parts of the key that came from %s.", f.KeySource)}
	case transport.Clock:
		return advice{"the clock is wrong", "The cloud refused the request's time; it accepts a difference of up to 15 minutes.", setClock(f)}
	case transport.Denied:
		if f.Permission == "" {
			return adviseDenied(f, endpoint)
		}
		return advice{"no permission", "The cloud knows the access key, but its owner may not call this API.",
			fmt.Sprintf("Allow the action %s (resource *) to the user or role of the key that came from %s.%s", f.Permission, f.KeySource, adviseProject(r))}
	case transport.BadParameter:
		if r.Rows == "" {
			return adviseRefusal(f)
		}
		return advice{"a parameter was refused", "The cloud refused a parameter of the call.",
			"Check the data source's arguments against the message above."}
	case transport.WrongEndpoint:
		if r.Region == "" {
			return advice{"the API is not served there", "The host does not know this API.", fmt.Sprintf("Check %s if you set it.", endpoint)}
		}
		return advice{"the API is not served there", "The host does not know this API.",
			fmt.Sprintf("Check the region (%s) and, if you set it, %s in the provider block.", r.Region, endpoint)}
	case transport.Throttled:
		return advice{"too many calls", "The cloud throttles the calls. They were slowed down and tried again, without success.",
			"Lower max_concurrency or raise max_retries in the provider block, and keep other programs from calling the same API at the same time."}
	case transport.Unavailable:
		return advice{"the service is unavailable", "The cloud could not answer.", again}
	case transport.NonceUsed:
		return advice{"a nonce was refused", "The cloud has seen the request's nonce before, although each is used once.", again + " If this persists, look for a proxy that sends requests twice."}
	case transport.Unresolved:
		return advice{"the host was not found", "The host name does not resolve.",
			fmt.Sprintf("Check %sthat %s is right if you set it, and that this machine can resolve names.", served, endpoint)}
	case transport.Unreachable:
		return advice{"the host cannot be reached", "No connection could be made.",
			fmt.Sprintf("Check the network, HTTPS_PROXY and NO_PROXY, %sand that %s is right if you set it.", served, endpoint)}
	case transport.Untrusted:
		return advice{"the TLS handshake failed", "The host's certificate is not trusted, or it does not speak TLS.",
			fmt.Sprintf("Check %s if you set it, and whether a proxy opens TLS on the way; its certificate must then be among this machine's trusted ones.", endpoint)}
	case transport.Disconnected, transport.Truncated:
		return advice{"the connection broke", "The answer ended before it was complete.", again}
	case transport.Empty:
		return advice{"the answer was empty", "The answer has no body.", again}
	case transport.TimedOut:
		return advice{"the answer took too long", "No complete answer came within request_timeout.",
			"Raise request_timeout in the provider block, or check the network and HTTPS_PROXY."}
	case transport.Redirected:
		return advice{"the host redirects", "The host answered with a redirect. Redirects are not followed, for they would carry signed requests to another host.",
			fmt.Sprintf("Check %s if you set it, and whether a proxy or login page answers in the cloud's place.", endpoint)}
	case transport.TooLarge:
		return advice{"the answer is too large", "The answer is longer than any list could be.",
			fmt.Sprintf("Check %s if you set it, and whether a proxy answers in the cloud's place.", endpoint)}
	case transport.Refused:
		return adviseRefusal(f)
	}
	explanation := "The answer is not what the API documents."
	if r.Rows != "" {
		explanation += " Nothing was returned, because rows could be missing."
	}
	return advice{"the answer was not understood", explanation,
		fmt.Sprintf("Check %s if you set it, and whether a proxy answers in the cloud's place. Otherwise report this with the lines above.", endpoint)}
}

// adviseDenied says what to do if a call was refused that needs no permission.
func adviseDenied(f *transport.Failure, endpoint string) advice {
	key := "the access key"
	if f.KeySource != "" {
		key = "the key that came from " + f.KeySource
	}
	return advice{"no permission", "The cloud refused the call, although it needs no permission.",
		fmt.Sprintf("Check whether a policy denies it to the user or role of %s, and %s if you set it.", key, endpoint)}
}

// adviseRefusal says what to do about a refusal of which only what the API said
// is known.
func adviseRefusal(f *transport.Failure) advice {
	a := advice{summary: "the API refused the call", explanation: "The API answered, but did not do what was asked."}
	switch {
	case f.Code != "" && f.RequestID != "":
		a.next = "Look up the code above in the API's documentation, or give the request id to the cloud's support."
	case f.Code != "":
		a.next = "Look up the code above in the API's documentation."
	case f.RequestID != "":
		a.next = "Give the request id to the cloud's support."
	default:
		a.explanation = fmt.Sprintf("The API answered with HTTP status %d, and with neither an error code nor a request id.", f.Status)
		a.next = "Give the lines above and the time of the call to the cloud's support."
	}
	return a
}

// adviseSignIn says what to do if a call could not be signed.
func adviseSignIn(r Read, f *transport.Failure) advice {
	var (
		missing *auth.NoCredentialsError
		problem *credential.Problem
		step    *transport.Failure
	)
	const notSigned = "Nothing was read, because signing in did not succeed."
	switch isProblem := errors.As(f.Err, &problem); {
	case errors.As(f.Err, &missing):
		where := "in the provider block or in the environment"
		if missing.BlockOnly {
			where = "or a role to assume in that block"
		}
		next := fmt.Sprintf("Set %[1]s.access_key and secret_key, %[1]s.profile or another way to sign in, %[2]s. The provider's guide on authentication lists them all.", missing.Path, where)
		if missing.Listed {
			next += " Another error of this run lists the places that were looked at."
		}
		return advice{"no credentials", f.Cloud + " was not called, because there is no access key to sign with.", next}
	case errors.As(f.Err, &step) && (!isProblem || problem.Advice == ""):
		title := "signing in failed"
		if isProblem {
			title = problem.Title
		}
		return advice{title, "The call was not sent, because a step of signing in to " + f.Cloud + " failed.", adviseStep(r, step)}
	case isProblem:
		return advice{problem.Title, notSigned, problem.Advice}
	}
	return advice{"signing in failed", notSigned, "Fix what the cause above names. The provider's guide on authentication says what each way to sign in needs."}
}

// adviseProject says which project was not sent, because clouds answer that a
// permission is missing also if the rows belong to another project.
func adviseProject(r Read) string {
	switch {
	case r.Project == nil || r.Project.ID != "":
		return ""
	case r.Project.Dropped != "":
		return fmt.Sprintf(" The project of %s was not sent, because it was set beside another region than %s; if the %s belong to a project of %s, set %s.project_id.",
			r.Project.Dropped, r.Region, r.Rows, r.Region, r.Block)
	}
	return fmt.Sprintf(" No project was sent; if the %s belong to one, set %s.project_id.", r.Rows, r.Block)
}

// documented names the regions in which the API is documented to be served.
func documented(r Read) string {
	if len(r.Documented) == 0 {
		return ""
	}
	return fmt.Sprintf(" (it is documented for %s)", strings.Join(r.Documented, ", "))
}

// adviseStep says what to do if a step of signing in failed: a call to the
// service that gives keys of roles, or to a metadata service.
func adviseStep(r Read, f *transport.Failure) string {
	endpoints := fmt.Sprintf("%s.endpoints in the provider block if you set any", r.Block)
	if f.Operation == auth.OperationCredentialsURI {
		endpoints = "the credentials URI"
	}
	switch f.Kind {
	case transport.BadKey:
		if f.KeySource != "" {
			return fmt.Sprintf("Check the key that came from %s: that it exists, is enabled, and is used with its own secret.", f.KeySource)
		}
		return "Check what was signed in with: the service does not accept it."
	case transport.BadToken:
		return "Get a new token or new temporary credentials: the service says that what it was given has expired, is malformed or belongs to something else."
	case transport.Denied:
		if f.Permission == "" {
			return fmt.Sprintf("The service refuses whoever asks it: check what is signed in with, and %s.", endpoints)
		}
		return fmt.Sprintf("Allow %s to whoever signs in, and see that the role or agency to assume trusts them.", f.Permission)
	case transport.BadParameter, transport.Refused:
		return "Check the names of the role, agency, provider and account, and how long the session is to last."
	case transport.Clock:
		return setClock(f)
	case transport.Unresolved, transport.Unreachable, transport.TimedOut, transport.Untrusted, transport.Redirected:
		if f.Operation == auth.OperationCredentialsURI {
			return fmt.Sprintf("Check the network, HTTPS_PROXY and NO_PROXY, and %s.", endpoints)
		}
		return fmt.Sprintf("Check the network, HTTPS_PROXY and NO_PROXY, and %s. A metadata service answers only on a server of the cloud.", endpoints)
	case transport.Throttled, transport.Unavailable, transport.Disconnected, transport.Truncated, transport.Empty:
		return "Run Terraform again later, or raise max_retries in the provider block."
	}
	return fmt.Sprintf("Check %s, and whether a proxy answers in the service's place. Otherwise look up the code above in the service's documentation.", endpoints)
}

// setClock says what to do about a clock that is wrong, and by how much it is
// wrong if the answer has a time.
func setClock(f *transport.Failure) string {
	behind := "behind"
	if f.ClockSkew < 0 {
		behind = "ahead of"
	}
	if f.ClockSkew.Abs() > time.Minute {
		return fmt.Sprintf("Set this machine's clock: it is %s %s the cloud's.", f.ClockSkew.Abs(), behind)
	}
	return "Set this machine's clock (for example with NTP) and check its time zone."
}
