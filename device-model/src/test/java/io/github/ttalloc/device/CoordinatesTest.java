package io.github.ttalloc.device;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.BitSet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

class CoordinatesTest
{
    @ParameterizedTest
    @CsvSource({
        "WORMHOLE_B0, 32, 0, 0, 0, TENSIX, LOGICAL, 5, 3, TRANSLATED, 23, 21",
        "WORMHOLE_B0, 0, 0, 0, 0, TENSIX, LOGICAL, 5, 3, NOC0, 7, 4",
        "WORMHOLE_B0, 32, 0, 0, 0, TENSIX, NOC0, 1, 7, TRANSLATED, 18, 27",
        "WORMHOLE_B0, 32, 0, 0, 0, TENSIX, LOGICAL, 0, 5, NOC0, 1, 8",
        "WORMHOLE_B0, 2047, 0, 0, 0, TENSIX, LOGICAL, 7, 9, TRANSLATED, 25, 27",
        "WORMHOLE_B0, 0, 0, 0, 0, ETH, LOGICAL, 0, 0, TRANSLATED, 25, 16",
        "WORMHOLE_B0, 0, 0, 0, 0, ETH, LOGICAL, 0, 15, TRANSLATED, 21, 17",
        "WORMHOLE_B0, 0, 0, 0, 0, DRAM, LOGICAL, 4, 2, TRANSLATED, 5, 8",
        "WORMHOLE_B0, 0, 0, 0, 0, ARC, LOGICAL, 0, 0, NOC1, 9, 1",
        "WORMHOLE_B0, 0, 0, 0, 0, PCIE, NOC1, 9, 8, LOGICAL, 0, 0",
        "WORMHOLE_B0, 0, 0, 0, 0, ROUTER_ONLY, NOC0, 0, 9, TRANSLATED, 0, 9",
        "BLACKHOLE, 3, 0, 0, 0, TENSIX, NOC0, 1, 2, TRANSLATED, 16, 2",
        "BLACKHOLE, 3, 0, 0, 0, TENSIX, NOC0, 2, 2, TRANSLATED, 15, 2",
        "BLACKHOLE, 3, 0, 0, 0, TENSIX, LOGICAL, 0, 0, NOC0, 3, 2",
        "BLACKHOLE, 8193, 0, 0, 0, TENSIX, NOC0, 16, 5, TRANSLATED, 15, 5",
        "BLACKHOLE, 0, 288, 0, 0, ETH, LOGICAL, 0, 11, TRANSLATED, 31, 25",
        "BLACKHOLE, 0, 288, 0, 0, ETH, NOC0, 14, 1, TRANSLATED, 14, 1",
        "BLACKHOLE, 0, 0, 0, 0, DRAM, LOGICAL, 4, 1, TRANSLATED, 18, 13",
        "BLACKHOLE, 0, 0, 2, 0, DRAM, LOGICAL, 2, 2, TRANSLATED, 18, 20",
        "BLACKHOLE, 0, 0, 2, 0, DRAM, LOGICAL, 4, 0, TRANSLATED, 17, 21",
        "BLACKHOLE, 0, 0, 2, 0, DRAM, LOGICAL, 5, 0, TRANSLATED, 17, 15",
        "BLACKHOLE, 0, 0, 2, 0, DRAM, NOC0, 0, 2, TRANSLATED, 18, 21",
        "BLACKHOLE, 0, 0, 32, 0, DRAM, LOGICAL, 1, 0, TRANSLATED, 17, 21",
        "BLACKHOLE, 0, 0, 32, 0, DRAM, LOGICAL, 6, 2, TRANSLATED, 18, 20",
        "BLACKHOLE, 0, 0, 0, 0, PCIE, LOGICAL, 1, 0, TRANSLATED, 11, 0",
        "BLACKHOLE, 0, 0, 0, 1, PCIE, LOGICAL, 0, 0, NOC0, 11, 0",
        "BLACKHOLE, 0, 0, 0, 1, PCIE, NOC0, 11, 0, TRANSLATED, 19, 24",
        "BLACKHOLE, 0, 0, 0, 0, L2CPU, LOGICAL, 0, 3, NOC1, 8, 2"})
    void shouldTranslateAsTheDriverDoes(
        final Architecture architecture, final long tensix, final long eth, final long dram, final long pcie,
        final CoreType type, final CoordinateSystem from, final int x, final int y, final CoordinateSystem to,
        final int expectedX, final int expectedY)
    {
        final Coordinates coordinates =
            new Coordinates(architecture, new Harvesting(tensix, eth, dram, pcie), true);

        assertEquals(new Core(expectedX, expectedY), coordinates.translate(type, from, x, y, to));
    }

    @ParameterizedTest
    @EnumSource(Architecture.class)
    void shouldBringTensixCoresBackFromEverySystemForEveryMask(final Architecture architecture)
    {
        final int lines = architecture.harvestsRows() ? 10 : 14;
        for (int mask = 0; mask < 1 << lines; mask++)
        {
            assertRoundTrips(new Coordinates(architecture, Harvesting.ofTensix(mask), true), CoreType.TENSIX, mask,
                Integer.bitCount(mask) * (architecture.harvestsRows() ? 8 : 10));
        }
    }

    @Test
    void shouldBringOtherCoresOfBlackholeBackForEveryMask()
    {
        for (int bank = 0; bank < 8; bank++)
        {
            assertRoundTrips(blackhole(0, 1L << bank, 0), CoreType.DRAM, bank, 3);
        }
        for (int a = 0; a < 14; a++)
        {
            for (int b = 0; b < a; b++)
            {
                assertRoundTrips(blackhole(1L << a | 1L << b, 0, 0), CoreType.ETH, a, 2);
            }
        }
        assertRoundTrips(blackhole((1 << 14) - 1, 0, 0), CoreType.ETH, 0, 14);
        for (int mask = 0; mask < 4; mask++)
        {
            assertRoundTrips(blackhole(0, 0, mask), CoreType.PCIE, mask, Integer.bitCount(mask));
        }
    }

    @ParameterizedTest
    @EnumSource(Architecture.class)
    void shouldTranslateToNoc0WithoutTranslation(final Architecture architecture)
    {
        final Coordinates coordinates = new Coordinates(architecture, Harvesting.ofTensix(5), false);

        for (final CoreType type : CoreType.values())
        {
            for (int i = 0; i < coordinates.count(type); i++)
            {
                assertEquals(coordinates.core(type, i, CoordinateSystem.NOC0),
                    coordinates.core(type, i, CoordinateSystem.TRANSLATED));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "WORMHOLE_B0, 32, 0, 0, TENSIX, LOGICAL, 0, 9, are (0",
        "WORMHOLE_B0, 32, 0, 0, TENSIX, NOC0, 5, 3, no tensix core",
        "WORMHOLE_B0, 0, 0, 0, SECURITY, NOC0, 0, 0, no cores of that type",
        "WORMHOLE_B0, 0, 0, 0, ROUTER_ONLY, LOGICAL, 0, 0, no LOGICAL",
        "WORMHOLE_B0, 1024, 0, 0, TENSIX, LOGICAL, 0, 0, harvestMask=1024",
        "WORMHOLE_B0, 0, 1, 0, TENSIX, LOGICAL, 0, 0, only blackhole",
        "WORMHOLE_B0, 0, 0, 1, TENSIX, LOGICAL, 0, 0, only blackhole",
        "WORMHOLE_B0, -1, 0, 0, TENSIX, LOGICAL, 0, 0, harvestMask=-1",
        "BLACKHOLE, 0, 0, 3, TENSIX, LOGICAL, 0, 0, at most one DRAM",
        "BLACKHOLE, 0, 1, 0, ETH, LOGICAL, 0, 0, 2 or all 14",
        "BLACKHOLE, 0, 16384, 0, ETH, LOGICAL, 0, 0, ethHarvestMask=16384",
        "BLACKHOLE, 0, 0, 256, DRAM, LOGICAL, 0, 0, dramHarvestMask=256"})
    void shouldSayWhyWhatIsImpossible(
        final Architecture architecture, final long tensix, final long eth, final long dram, final CoreType type,
        final CoordinateSystem from, final int x, final int y, final String why)
    {
        final Exception ex = assertThrows(IllegalArgumentException.class, () ->
            new Coordinates(architecture, new Harvesting(tensix, eth, dram, 0), true)
                .translate(type, from, x, y, CoordinateSystem.NOC1));

        assertTrue(ex.getMessage().contains(why), ex.getMessage());
    }

    @Test
    void shouldHaveNoLogicalCoordinatesOfAHarvestedCore()
    {
        final Coordinates coordinates = new Coordinates(Architecture.WORMHOLE_B0, Harvesting.ofTensix(32), true);

        final Exception ex = assertThrows(IllegalArgumentException.class, () -> coordinates.translate(
            CoreType.TENSIX, CoordinateSystem.NOC0, 1, 7, CoordinateSystem.LOGICAL));

        assertTrue(ex.getMessage().contains("harvested"), ex.getMessage());
    }

    @ParameterizedTest
    @CsvSource({
        "WORMHOLE_B0, 1, 512", "WORMHOLE_B0, 2, 1", "WORMHOLE_B0, 4, 256", "WORMHOLE_B0, 512, 16",
        "BLACKHOLE, 1, 1", "BLACKHOLE, 2, 8192", "BLACKHOLE, 8192, 128"})
    void shouldOrderAMaskOfTheDieByNoc0(final Architecture architecture, final int dieMask, final int mask)
    {
        assertEquals(mask, Harvesting.rowOrder(architecture, dieMask));
    }

    private static Coordinates blackhole(final long eth, final long dram, final long pcie)
    {
        return new Coordinates(Architecture.BLACKHOLE, new Harvesting(0, eth, dram, pcie), true);
    }

    private static void assertRoundTrips(
        final Coordinates coordinates, final CoreType type, final int mask, final int harvested)
    {
        for (final CoordinateSystem system : CoordinateSystem.values())
        {
            final BitSet seen = new BitSet();
            for (int i = 0; i < coordinates.count(type); i++)
            {
                final Core core = coordinates.core(type, i, system);
                if (null != core)
                {
                    final int place = core.y() << 8 | core.x();
                    final Core back =
                        coordinates.translate(type, system, core.x(), core.y(), CoordinateSystem.NOC0);
                    if (seen.get(place) || !back.equals(coordinates.core(type, i, CoordinateSystem.NOC0)))
                    {
                        fail("mask=" + mask + " index=" + i + " at " + system + " " + core + " came back as " + back);
                    }
                    seen.set(place);
                }
            }
            assertEquals(coordinates.count(type) - (CoordinateSystem.LOGICAL == system ? harvested : 0),
                seen.cardinality());
        }
    }
}
