package io.millrace.gateway.http;

import io.javalin.http.Handler;
import io.javalin.http.HandlerType;
import io.millrace.gateway.config.Role;
import java.util.Optional;

/**
 * One thing that can be asked.
 *
 * @param method how
 * @param path where, with parameters in braces
 * @param role what a caller needs; empty: nothing, not even a token
 * @param handler what answers
 */
public record Route(HandlerType method, String path, Optional<Role> role, Handler handler) {
    /** Something to read. */
    public static Route get(String path, Role role, Handler handler) {
        return new Route(HandlerType.GET, path, Optional.of(role), handler);
    }

    /** Something to do. */
    public static Route post(String path, Role role, Handler handler) {
        return new Route(HandlerType.POST, path, Optional.of(role), handler);
    }

    /** Something that everybody may read. */
    public static Route open(String path, Handler handler) {
        return new Route(HandlerType.GET, path, Optional.empty(), handler);
    }

    /** Whether it changes something. */
    public boolean isWrite() {
        return role.filter(needed -> needed == Role.SWAP || needed == Role.LEARN || needed == Role.RELEASE)
                .isPresent();
    }
}
