// Package auth is where credentials come from, and how they are renewed: the
// sources of one cloud in their order, the roles that are assumed with what they
// hold, and the calls that this takes. What is particular to a cloud is in the
// packages below this one.
package auth
