package io.github.ttalloc.device;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class L1MapTest
{
    @ParameterizedTest
    @EnumSource(Architecture.class)
    void shouldCoverL1WithoutGapOrOverlap(final Architecture architecture)
    {
        final L1Map map = L1Map.of(architecture, 65_536);
        long address = 0;
        for (final L1Region region : L1Region.values())
        {
            assertEquals(address, map.start(region), region.name());
            assertTrue(map.bytes(region) > 0, region.name());
            assertSame(region, map.regionOf(map.start(region)));
            assertSame(region, map.regionOf(map.end(region) - 1));
            assertSame(region.writeType(), map.typeOf(map.start(region)));
            address = map.end(region);
        }
        assertEquals(architecture.l1Bytes(), address);
    }

    @ParameterizedTest
    @CsvSource({
        "0, BOOT, FIRMWARE",
        "0x20, MAILBOX, LAUNCH",
        "0x3A0, MAILBOX, LAUNCH",
        "0x3200, DEBUG, FIRMWARE",
        "0x3800, BRISC, FIRMWARE",
        "0x4FFF, BRISC, FIRMWARE",
        "0x5000, NCRISC, FIRMWARE",
        "22528, TRISC0, FIRMWARE",
        "24064, TRISC1, FIRMWARE",
        "25600, TRISC2, FIRMWARE",
        "27136, FABRIC, FIRMWARE",
        "0x10000, KERNEL_CONFIG, KERNEL",
        "103423, KERNEL_CONFIG, KERNEL",
        "103424, BUFFERS, KERNEL",
        "0xA0000, BUFFERS, KERNEL",
        "1499135, BUFFERS, KERNEL"})
    void shouldClassifyAWriteOnWormhole(final String address, final L1Region region, final BufferType type)
    {
        final L1Map map = L1Map.of(Architecture.WORMHOLE_B0);

        assertSame(region, map.regionOf(Long.decode(address)));
        assertSame(type, map.typeOf(Long.decode(address)));
    }

    @ParameterizedTest
    @CsvSource({"96, MAILBOX", "14816, BRISC", "23520, NCRISC", "26080, TRISC0", "28640, TRISC1", "31200, TRISC2",
        "33760, FABRIC", "111359, KERNEL_CONFIG", "111360, BUFFERS"})
    void shouldKnowTheRegionsOfBlackhole(final long address, final L1Region region)
    {
        assertSame(region, L1Map.of(Architecture.BLACKHOLE).regionOf(address));
    }

    @Test
    void shouldLeaveTheDocumentedBytesForBuffers()
    {
        assertEquals(1_395_712, L1Map.of(Architecture.WORMHOLE_B0).bytes(L1Region.BUFFERS));
        assertEquals(1_461_504, L1Map.of(Architecture.BLACKHOLE).bytes(L1Region.BUFFERS));
        assertEquals(1_329_376, L1Map.of(Architecture.WORMHOLE_B0, 104_224, 65_536).bytes(L1Region.BUFFERS));
    }

    @Test
    void shouldHaveAnEmptySmallRegionByDefault()
    {
        final L1Map map = L1Map.of(Architecture.WORMHOLE_B0);

        assertEquals(0, map.bytes(L1Region.L1_SMALL));
        assertEquals(1_499_136, map.start(L1Region.L1_SMALL));
    }

    @Test
    void shouldKnowNoRegionOutsideL1()
    {
        final L1Map map = L1Map.of(Architecture.WORMHOLE_B0);

        assertNull(map.regionOf(1_499_136));
        assertNull(map.regionOf(-1));
        assertNull(map.typeOf(0x1a0000));
    }

    @ParameterizedTest
    @CsvSource({"97791, 0", "1499137, 0", "103424, -1", "103424, 1395713"})
    void shouldRefuseRegionsThatDoNotFit(final long unreservedBase, final long l1SmallBytes)
    {
        final Exception e = assertThrows(
            IllegalArgumentException.class,
            () -> L1Map.of(Architecture.WORMHOLE_B0, unreservedBase, l1SmallBytes));

        assertTrue(e.getMessage().contains("unreservedBase=" + unreservedBase), e.getMessage());
    }
}
