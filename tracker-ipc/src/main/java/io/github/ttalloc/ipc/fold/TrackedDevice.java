package io.github.ttalloc.ipc.fold;

import io.github.ttalloc.client.DeviceDescription;
import io.github.ttalloc.device.Architecture;
import io.github.ttalloc.device.L1Map;

/**
 * A device as one process opened it. Immutable.
 */
public final class TrackedDevice
{
    private static final int WORMHOLE_CODE = 1;
    private static final int BLACKHOLE_CODE = 2;

    private final int device;
    private final DeviceDescription description;
    private final Architecture architecture;
    private final L1Map l1Map;

    /**
     * A device.
     *
     * @param device      its number in the process.
     * @param description what the process said of it.
     * @throws IllegalArgumentException if its L1 cannot be as described.
     */
    public TrackedDevice(final int device, final DeviceDescription description)
    {
        this.device = device;
        this.description = description;
        this.architecture =
            BLACKHOLE_CODE == description.architecture() ? Architecture.BLACKHOLE : Architecture.WORMHOLE_B0;
        this.l1Map = 0 == description.unreservedL1Base() ?
            L1Map.of(architecture, description.l1SmallBytes()) :
            L1Map.of(architecture, description.unreservedL1Base(), description.l1SmallBytes());
    }

    /**
     * Its number.
     *
     * @return the number in the process that opened it.
     */
    public int device()
    {
        return device;
    }

    /**
     * What the process said of it.
     *
     * @return the description.
     */
    public DeviceDescription description()
    {
        return description;
    }

    /**
     * The architecture.
     *
     * @return the one that the process named, else Wormhole B0.
     */
    public Architecture architecture()
    {
        return architecture;
    }

    /**
     * The L1 memory map of its worker cores.
     *
     * @return the map for the unreserved base and the L1_SMALL size that the process named, else the usual ones.
     */
    public L1Map l1Map()
    {
        return l1Map;
    }

    /**
     * The code that stands for an architecture in events.
     *
     * @param architecture to encode.
     * @return its code in {@link DeviceDescription#architecture()}.
     */
    public static int codeOf(final Architecture architecture)
    {
        return Architecture.BLACKHOLE == architecture ? BLACKHOLE_CODE : WORMHOLE_CODE;
    }
}
