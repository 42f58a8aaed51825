package io.millrace.model.store;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Which resolved addresses may be connected to. A name on the allow-list says who may be asked, not where a name server
 * says that this is: a host that resolves to this machine, to the network's metadata service or into a private network is
 * refused, also inside an IPv6 address that carries an IPv4 one.
 *
 * <p>Exceptions, each written down by the operator: an allow-list entry with the address itself, {@code localhost} (which
 * then must be this machine), and networks listed as private ones. Link-local, multicast and reserved addresses have no
 * exception.
 */
final class AddressRules {
    private static final String THIS_MACHINE = "localhost";

    private final List<PrivateNetwork> privateNetworks;

    AddressRules(List<PrivateNetwork> privateNetworks) {
        this.privateNetworks = List.copyOf(privateNetworks);
    }

    /**
     * Why a host must not be connected to at this address; empty if it may.
     *
     * @param host as the allow-list has it
     */
    Optional<String> objection(String host, InetAddress address) {
        if (host.equals(THIS_MACHINE)) {
            return address.isLoopbackAddress() ? Optional.empty() : Optional.of("not of this machine");
        }
        if (ModelUri.isAddress(host)) {
            return neverAllowed(address);
        }
        Optional<String> never = neverAllowed(address);
        if (never.isPresent()) {
            return never;
        }
        if (address.isLoopbackAddress()) {
            return Optional.of("loopback");
        }
        boolean isListed = privateNetworks.stream().anyMatch(network -> network.holds(address));
        if (!isListed && (PrivateNetwork.isPrivate(address) || address.isSiteLocalAddress())) {
            return Optional.of("private");
        }
        return carriedIpv4(address).flatMap(inner -> objection(host, inner));
    }

    /**
     * Checks an address that the operator wrote down; names are checked when they are resolved.
     *
     * @throws IllegalArgumentException if it is malformed, or can never be allowed
     */
    static void checkListed(ModelUri folder) {
        String host = folder.host();
        if (!ModelUri.isAddress(host)) {
            return;
        }
        InetAddress address;
        try {
            address = InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("must have an address as its host, found " + host, e);
        }
        neverAllowed(address).ifPresent(kind -> {
            throw new IllegalArgumentException("must not be a " + kind + " address, found " + host);
        });
    }

    private static Optional<String> neverAllowed(InetAddress address) {
        if (address.isLinkLocalAddress()) {
            return Optional.of("link-local");
        }
        if (address.isMulticastAddress()) {
            return Optional.of("multicast");
        }
        if (address.isAnyLocalAddress() || isReserved(address)) {
            return Optional.of("reserved");
        }
        return carriedIpv4(address).flatMap(AddressRules::neverAllowed);
    }

    /** 0/8, 192.0.0/24, 198.18/15, 240/4; Teredo, local NAT64 and discard-only in IPv6. */
    private static boolean isReserved(InetAddress address) {
        byte[] bytes = address.getAddress();
        int first = bytes[0] & 0xFF;
        int second = bytes[1] & 0xFF;
        if (bytes.length == 4) {
            return first == 0
                    || first >= 240
                    || (first == 192 && second == 0 && bytes[2] == 0)
                    || (first == 198 && (second & 0xFE) == 18);
        }
        return startsWith(bytes, 0x20, 0x01, 0x00, 0x00)
                || startsWith(bytes, 0x00, 0x64, 0xFF, 0x9B, 0x00, 0x01)
                || startsWith(bytes, 0x01, 0x00, 0, 0, 0, 0, 0, 0);
    }

    /** The IPv4 address inside an IPv4-compatible, IPv4-mapped, translated (NAT64) or 6to4 address. */
    private static Optional<InetAddress> carriedIpv4(InetAddress address) {
        if (!(address instanceof Inet6Address) || address.isLoopbackAddress() || address.isAnyLocalAddress()) {
            return Optional.empty();
        }
        byte[] bytes = address.getAddress();
        if (startsWith(bytes, 0x20, 0x02)) {
            return Optional.of(ipv4(bytes, 2));
        }
        boolean isCarrier = startsWith(bytes, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
                || startsWith(bytes, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF)
                || startsWith(bytes, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 0, 0)
                || startsWith(bytes, 0x00, 0x64, 0xFF, 0x9B, 0, 0, 0, 0, 0, 0, 0, 0);
        return isCarrier ? Optional.of(ipv4(bytes, 12)) : Optional.empty();
    }

    private static InetAddress ipv4(byte[] bytes, int from) {
        try {
            return InetAddress.getByAddress(Arrays.copyOfRange(bytes, from, from + 4));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four bytes are an address", e);
        }
    }

    private static boolean startsWith(byte[] bytes, int... start) {
        for (int i = 0; i < start.length; i++) {
            if ((bytes[i] & 0xFF) != start[i]) {
                return false;
            }
        }
        return true;
    }
}
