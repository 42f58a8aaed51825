/**
 * The web server: routes, who may take them, errors, limits and headers.
 *
 * <p>In: HTTP requests. Out: JSON, text, events. State: none but that of the views behind it. All routes are in
 * {@link io.millrace.gateway.http.Route} lists, which a test compares with {@code openapi.yaml}.
 */
package io.millrace.gateway.http;
