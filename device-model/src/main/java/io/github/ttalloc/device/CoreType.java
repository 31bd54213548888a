package io.github.ttalloc.device;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What a node of a chip's network is. Names are those of tt-umd's SoC descriptors.
 */
public enum CoreType
{
    /** A worker: five RISCs, a matrix engine and L1. */
    TENSIX,
    /** One port of the network to a DRAM channel. */
    DRAM,
    /** An Ethernet link with a RISC of its own. */
    ETH,
    /** The chip's management processor. */
    ARC,
    /** The way to the host. */
    PCIE,
    /** A router with nothing behind it. */
    ROUTER_ONLY,
    /** The security processor (Blackhole). */
    SECURITY,
    /** A cluster of four general purpose RISC-V cores (Blackhole). */
    L2CPU;

    private final String label = name().toLowerCase(Locale.ROOT);

    /**
     * The core type of a name.
     *
     * @param label such as {@code tensix}; in any case.
     * @return the type.
     * @throws IllegalArgumentException if the name is not known.
     */
    public static CoreType of(final String label)
    {
        for (final CoreType type : values())
        {
            if (type.label.equalsIgnoreCase(label))
            {
                return type;
            }
        }
        throw new IllegalArgumentException("coreType=" + label + " is not known: use one of " +
            Arrays.stream(values()).map(CoreType::label).collect(Collectors.joining(", ")));
    }

    /**
     * The name of the type.
     *
     * @return such as {@code tensix}.
     */
    public String label()
    {
        return label;
    }
}
