package transport

// Target is where a request goes, and on whose behalf.
type Target struct {
	Endpoint Endpoint

	// Region is the region that is read.
	Region string

	// ProjectID is the project to read, or empty.
	ProjectID string

	// UserAgent says who sends the request.
	UserAgent string
}
