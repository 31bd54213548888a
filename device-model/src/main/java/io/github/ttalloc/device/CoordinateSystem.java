package io.github.ttalloc.device;

import java.util.Arrays;

/**
 * A way to number the cores of a chip. Source: tt-umd's {@code types/core_coordinates.hpp}.
 */
public enum CoordinateSystem
{
    /** Counts the live cores of one type, so that programs need not know what is harvested. */
    LOGICAL,
    /** The place on the first network, whose origin is the top left. */
    NOC0,
    /** The place on the second network, whose origin is the bottom right. */
    NOC1,
    /** What programs put on either network when the chip translates; NOC0 where it does not. */
    TRANSLATED;

    /**
     * The system of a name.
     *
     * @param name such as {@code LOGICAL}; in any case.
     * @return the system.
     * @throws IllegalArgumentException if the name is not known.
     */
    public static CoordinateSystem of(final String name)
    {
        for (final CoordinateSystem system : values())
        {
            if (system.name().equalsIgnoreCase(name))
            {
                return system;
            }
        }
        throw new IllegalArgumentException(
            "system=" + name + " is not known: use one of " + Arrays.toString(values()));
    }
}
