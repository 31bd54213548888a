package io.github.ttalloc.device;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class BufferIdTest
{
    @Test
    void shouldPackCoreAndAddress()
    {
        final long id = BufferId.of(5, 3, 0x20000);

        assertEquals(0x0005_0003_0002_0000L, id);
        assertEquals(5, BufferId.x(id));
        assertEquals(3, BufferId.y(id));
        assertEquals(0x20000, BufferId.address(id));
        assertEquals("0x5000300020000", BufferId.toString(id));
    }

    @Test
    void shouldBeTheAddressForABufferOfTheWholeDevice()
    {
        final long id = BufferId.of(0x1a0000);

        assertEquals(0x1a0000, id);
        assertEquals(0, BufferId.x(id));
        assertEquals(0, BufferId.y(id));
        assertEquals("0x1a0000", BufferId.toString(id));
    }

    @ParameterizedTest
    @CsvSource({"0, 0, 0", "65535, 65535, 4294967295", "65535, 0, 0", "0, 65535, 0", "0, 0, 4294967295"})
    void shouldGiveBackItsFieldsAtTheirLimits(final int x, final int y, final long address)
    {
        final long id = BufferId.of(x, y, address);

        assertEquals(x, BufferId.x(id));
        assertEquals(y, BufferId.y(id));
        assertEquals(address, BufferId.address(id));
    }

    @ParameterizedTest
    @CsvSource({"-1, 0, 0, x=-1", "65536, 0, 0, x=65536", "0, -1, 0, y=-1", "0, 65536, 0, y=65536",
        "0, 0, -1, address=-1", "0, 0, 4294967296, address=4294967296"})
    void shouldRefuseAFieldOutOfItsRange(final int x, final int y, final long address, final String named)
    {
        final Exception e = assertThrows(IllegalArgumentException.class, () -> BufferId.of(x, y, address));

        assertTrue(e.getMessage().contains(named), e.getMessage());
    }
}
