/**
 * Who asks, and whether they may: bearer tokens, fixed ones or those of an OpenID Connect issuer, and the record of writes.
 *
 * <p>In: the header of a request. Out: a {@link io.millrace.gateway.auth.Caller}, or a refusal. State: the issuer's keys, for a while. The
 * thinking about tokens is in {@code docs/api.md}.
 */
package io.millrace.gateway.auth;
