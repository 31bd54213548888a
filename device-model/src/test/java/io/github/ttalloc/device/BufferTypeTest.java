package io.github.ttalloc.device;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.EnumSet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

class BufferTypeTest
{
    @Test
    void shouldHaveTheCodesOfTheRuntimeAndTwoOfOurs()
    {
        assertEquals(0, BufferType.DRAM.code());
        assertEquals(1, BufferType.L1.code());
        assertEquals(2, BufferType.SYSTEM_MEMORY.code());
        assertEquals(3, BufferType.L1_SMALL.code());
        assertEquals(4, BufferType.TRACE.code());
        assertEquals(5, BufferType.CB.code());
        assertEquals(6, BufferType.KERNEL.code());
        assertEquals(7, BufferType.FIRMWARE.code());
        assertEquals(8, BufferType.LAUNCH.code());
        assertEquals(BufferType.COUNT, BufferType.values().length);
    }

    @ParameterizedTest
    @EnumSource(BufferType.class)
    void shouldBeFoundByItsCode(final BufferType type)
    {
        assertSame(type, BufferType.of(type.code()));
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 9, Integer.MIN_VALUE, Integer.MAX_VALUE})
    void shouldNotBeFoundByAnotherCode(final int code)
    {
        assertNull(BufferType.of(code));
    }

    @Test
    void shouldTellWhatLeaksFromWhatGoesWithItsProcess()
    {
        final EnumSet<BufferType> perCore = EnumSet.of(
            BufferType.CB, BufferType.KERNEL, BufferType.FIRMWARE, BufferType.LAUNCH);
        for (final BufferType type : BufferType.values())
        {
            assertEquals(perCore.contains(type), type.perCore(), type.name());
            assertEquals(!perCore.contains(type), type.leaks(), type.name());
        }
    }
}
