/**
 * The gateway's configuration file.
 *
 * <p>In: a YAML file. Out: a {@link io.millrace.gateway.config.GatewayConfig}, or all mistakes at once. Each default stands in
 * {@link io.millrace.gateway.config.GatewayFile}. No state.
 */
package io.millrace.gateway.config;
