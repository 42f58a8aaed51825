package io.millrace.gateway.auth;

import io.millrace.gateway.config.Role;
import java.util.Set;

/**
 * Who asks.
 *
 * @param name for the record; printable
 * @param roles what they may do
 */
public record Caller(String name, Set<Role> roles) {
    /** Somebody without a token, where there are none: may see what is not sensitive. */
    public static final Caller LOCAL = new Caller("local", Set.of(Role.VIEW, Role.SCORE));

    /** Copies the set. */
    public Caller {
        roles = Set.copyOf(roles);
    }

    /** Whether they may. */
    public boolean may(Role role) {
        return roles.contains(role);
    }
}
