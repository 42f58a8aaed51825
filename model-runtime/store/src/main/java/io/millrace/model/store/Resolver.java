package io.millrace.model.store;

import java.io.IOException;
import java.net.InetAddress;
import java.util.List;

/** Finds the addresses of a host. Asked once a fetch: the addresses that were checked are the ones that are used. */
@FunctionalInterface
public interface Resolver {
    /** The system's resolver. */
    Resolver SYSTEM = host -> List.of(InetAddress.getAllByName(host));

    /**
     * All addresses of a host.
     *
     * @param host its name, or an address, IPv6 in brackets
     * @throws IOException if it is not known
     */
    List<InetAddress> resolve(String host) throws IOException;
}
