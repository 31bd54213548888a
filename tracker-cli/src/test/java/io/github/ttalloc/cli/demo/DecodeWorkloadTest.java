package io.github.ttalloc.cli.demo;

import io.github.ttalloc.cli.RecordingReporter;
import io.github.ttalloc.cli.ReportedEvent;
import io.github.ttalloc.device.Architecture;
import io.github.ttalloc.device.BufferId;
import io.github.ttalloc.device.BufferType;
import io.github.ttalloc.device.CoreRange;
import io.github.ttalloc.device.L1Map;
import io.github.ttalloc.device.L1Region;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class DecodeWorkloadTest
{
    private static final L1Map MAP = L1Map.of(Architecture.WORMHOLE_B0, ModelledDevice.L1_SMALL_BYTES);
    private static final int L1_BANKS = 64;

    private final Map<BufferType, NavigableMap<Long, ReportedEvent>> live = new HashMap<>();
    private final Set<BufferType> typesSeen = EnumSet.noneOf(BufferType.class);
    private long peakL1PerBank;
    private long l1PerBank;

    @ParameterizedTest
    @EnumSource(DecodeRole.class)
    void shouldReportOnlyWhatADeviceCouldHold(final DecodeRole role)
    {
        final DecodeWorkload workload = new DecodeWorkload(
            new DecodeParameters(3, 7, 18, 9, role, 1), new RecordingReporter(this::apply));

        workload.run();

        assertEquals(9, workload.stepsDone());
        final Set<BufferType> expected = EnumSet.complementOf(EnumSet.of(BufferType.SYSTEM_MEMORY, BufferType.TRACE));
        if (DecodeRole.PREFILL == role)
        {
            expected.remove(BufferType.L1);
        }
        assertEquals(expected, typesSeen);
    }

    @Test
    void shouldUseL1AsARealDecodeDoes()
    {
        new DecodeWorkload(
            new DecodeParameters(0, 0, 18, 2, DecodeRole.DECODE, 1), new RecordingReporter(this::apply)).run();

        assertTrue(peakL1PerBank >= 131_072 && peakL1PerBank <= 200_000, "peakL1PerBank=" + peakL1PerBank);
    }

    @ParameterizedTest
    @EnumSource(DecodeRole.class)
    void shouldLeaveWhatItForgotAndNothingElse(final DecodeRole role)
    {
        final DecodeWorkload workload = new DecodeWorkload(
            new DecodeParameters(0, 0, 4, 5, role, 99), new RecordingReporter(this::apply));

        workload.run();

        int left = 0;
        for (final BufferType type : BufferType.values())
        {
            left += type.leaks() ? buffers(type).size() : 0;
        }
        assertEquals(7, workload.leaked());
        assertEquals(workload.leaked(), left);
        assertTrue(buffers(BufferType.CB).isEmpty());
        assertEquals(72 * 5, buffers(BufferType.FIRMWARE).size());
    }

    @Test
    void shouldPutFirmwareAndKernelsWhereTheyBelong()
    {
        new DecodeWorkload(
            new DecodeParameters(0, 0, 2, 1, DecodeRole.DECODE, 1), new RecordingReporter(this::apply)).run();

        for (final BufferType type : List.of(BufferType.FIRMWARE, BufferType.KERNEL))
        {
            for (final ReportedEvent write : buffers(type).values())
            {
                final long address = BufferId.address(write.bufferId());
                assertEquals(type, MAP.typeOf(address), write.toString());
                assertEquals(type, MAP.typeOf(address + write.bytes() - 1), write.toString());
            }
        }
        for (final ReportedEvent write : buffers(BufferType.LAUNCH).values())
        {
            final long end = BufferId.address(write.bufferId()) + write.bytes();
            assertTrue(end <= MAP.end(L1Region.KERNEL_CONFIG), write.toString());
        }
    }

    @Test
    void shouldRepeatItselfFromOneSeedAndDifferFromAnother()
    {
        final List<ReportedEvent> first = events(5);

        assertEquals(first, events(5));
        assertNotEquals(first, events(6));
    }

    @Test
    void shouldDescribeItsDevice()
    {
        final RecordingReporter reporter = new RecordingReporter(this::apply);
        new DecodeWorkload(new DecodeParameters(2, 77, 1, 1, DecodeRole.DECODE, 1), reporter).start();

        assertEquals(Set.of(2), reporter.devices().keySet());
        assertEquals("n150", reporter.devices().get(2).board());
        assertEquals(77, reporter.devices().get(2).chipId());
        assertEquals(CoreRange.of(0, 0, 7, 7), reporter.devices().get(2).computeGrid());
        assertTrue(reporter.devices().get(2).logicalCoordinates());
    }

    @Test
    void shouldFitTheLargestModelAndManySteps()
    {
        final DecodeWorkload workload = new DecodeWorkload(
            new DecodeParameters(0, 0, DecodeParameters.MAX_LAYERS, 200, DecodeRole.DECODE, 3),
            new RecordingReporter(this::apply));

        workload.run();

        assertEquals(200 + 16, workload.leaked());
    }

    @Test
    void shouldRefuseParametersOutOfRange()
    {
        assertRefused("device=64", 64, 1, 1);
        assertRefused("device=-1", -1, 1, 1);
        assertRefused("layers=0", 0, 0, 1);
        assertRefused("layers=65", 0, 65, 1);
        assertRefused("steps=0", 0, 1, 0);
    }

    private static void assertRefused(final String named, final int device, final int layers, final int steps)
    {
        final Exception e = assertThrows(
            IllegalArgumentException.class,
            () -> new DecodeParameters(device, 0, layers, steps, DecodeRole.DECODE, 1));
        assertTrue(e.getMessage().contains(named), e.getMessage());
    }

    private static List<ReportedEvent> events(final long seed)
    {
        final List<ReportedEvent> events = new ArrayList<>();
        new DecodeWorkload(
            new DecodeParameters(0, 0, 18, 5, DecodeRole.DECODE, seed), new RecordingReporter(events::add)).run();
        return events;
    }

    private void apply(final ReportedEvent event)
    {
        switch (event.kind())
        {
            case ALLOCATE -> allocate(event);
            case FREE ->
            {
                final ReportedEvent freed = buffers(event.type()).remove(event.bufferId());
                assertNotNull(freed, event::toString);
                l1PerBank -= BufferType.L1 == event.type() ? freed.bytesPerBank() : 0;
            }
            case FREE_ALL -> buffers(event.type()).clear();
            case WRITE ->
            {
                typesSeen.add(event.type());
                buffers(event.type()).put(event.bufferId(), event);
            }
            default -> assertNull(event.type());
        }
    }

    private void allocate(final ReportedEvent event)
    {
        typesSeen.add(event.type());
        final NavigableMap<Long, ReportedEvent> buffers = buffers(event.type());
        final long id = event.bufferId();
        assertNull(buffers.get(id), event::toString);
        final long address = BufferId.address(id);
        if (BufferType.CB == event.type())
        {
            assertEquals(event.bytesPerBank() * CoreRange.size(event.coreRange()), event.bytes(), event::toString);
            final NavigableMap<Long, ReportedEvent> l1 = buffers(BufferType.L1);
            final boolean isAlias = 0 == event.bytes();
            assertTrue(
                isAlias ? l1.containsKey(address) :
                    l1.isEmpty() || address + event.bytesPerBank() <= l1.firstKey(), event::toString);
        }
        else
        {
            final Map.Entry<Long, ReportedEvent> below = buffers.lowerEntry(id);
            final Long above = buffers.higherKey(id);
            assertTrue(
                null == below || below.getKey() + below.getValue().bytesPerBank() <= id, event::toString);
            assertTrue(null == above || id + event.bytesPerBank() <= above, event::toString);
            assertTrue(event.bytes() <= event.bytesPerBank() * L1_BANKS, event::toString);
            l1PerBank += BufferType.L1 == event.type() ? event.bytesPerBank() : 0;
            peakL1PerBank = Math.max(peakL1PerBank, l1PerBank);
        }
        buffers.put(id, event);
    }

    private NavigableMap<Long, ReportedEvent> buffers(final BufferType type)
    {
        return live.computeIfAbsent(type, key -> new TreeMap<>());
    }
}
