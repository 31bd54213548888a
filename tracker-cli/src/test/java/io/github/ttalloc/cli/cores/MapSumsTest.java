package io.github.ttalloc.cli.cores;

import io.github.ttalloc.cli.Captures;
import io.github.ttalloc.cli.CommandRun;
import io.github.ttalloc.cli.RecordedTracker;
import io.github.ttalloc.cli.demo.DecodeParameters;
import io.github.ttalloc.cli.demo.DecodeRole;
import io.github.ttalloc.cli.demo.DecodeWorkload;
import io.github.ttalloc.cli.view.BufferFilter;
import io.github.ttalloc.cli.view.MemoryUse;
import io.github.ttalloc.client.TrackerDirectory;
import io.github.ttalloc.device.BufferType;
import io.github.ttalloc.ipc.fold.FoldTailer;
import io.github.ttalloc.ipc.fold.LedgerFold;
import io.github.ttalloc.percore.PerCoreView;
import org.agrona.CloseHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class MapSumsTest
{
    private static final List<BufferType> LOCK_STEP = List.of(BufferType.L1, BufferType.L1_SMALL, BufferType.CB);
    private static final List<BufferType> WRITTEN =
        List.of(BufferType.KERNEL, BufferType.FIRMWARE, BufferType.LAUNCH);

    private final Map<BufferType, Long> most = new EnumMap<>(BufferType.class);
    private FoldTailer tailer;
    private Path directory;
    private int events;

    @BeforeEach
    void chooseDirectory(@TempDir final Path parent)
    {
        directory = parent.resolve("tracker");
    }

    @AfterEach
    void close()
    {
        CloseHelper.quietClose(tailer);
    }

    @Test
    void shouldAddUpAllThroughTheModelledDecode() throws IOException
    {
        RecordedTracker.record(directory, reporter ->
            new DecodeWorkload(new DecodeParameters(0, 77, 4, 4, DecodeRole.DECODE, 1), reporter).run());

        compareAtEvery(7);

        assertEquals(List.of(), LOCK_STEP.stream().filter(type -> 0 == most.getOrDefault(type, 0L)).toList());
        assertEquals(List.of(), WRITTEN.stream().filter(type -> 0 == most.getOrDefault(type, 0L)).toList());
    }

    @Test
    void shouldAddUpAllThroughACapturedReport() throws IOException
    {
        final Path report = Captures.file("n150-llm-decode-cold.tar.gz");
        final CommandRun replay = CommandRun.on(directory, "replay", report);
        assertEquals(0, replay.code(), replay::err);

        compareAtEvery(53);

        assertTrue(most.get(BufferType.L1) >= 64 * 131_072L, most::toString);
        assertTrue(most.get(BufferType.CB) > 64 * 200_000L, most::toString);
    }

    private void compareAtEvery(final int step) throws IOException
    {
        tailer = FoldTailer.openOldest(TrackerDirectory.of(directory), event ->
        {
            if (0 == ++events % step)
            {
                compare(tailer.fold());
            }
        });
        tailer.catchUp();
        compare(tailer.fold());
        assertTrue(events > 20 * step, "events=" + events);
    }

    private void compare(final LedgerFold fold)
    {
        final MemoryUse use = new MemoryUse(fold, BufferFilter.ALL);
        final List<PerCoreView> views = List.copyOf(CoreMaps.of(fold).values());
        for (int i = 0; i < views.size(); i++)
        {
            for (final BufferType type : BufferType.values())
            {
                final long reserved = use.of(use.groups().all().get(i), type).reservedBytes();
                final long onMap = views.get(i).reservedBytes(type) + views.get(i).elsewhere(type);
                if (LOCK_STEP.contains(type))
                {
                    assertEquals(reserved, onMap, type + " after event " + events);
                }
                else if (WRITTEN.contains(type))
                {
                    assertTrue(onMap <= reserved, type + " after event " + events);
                }
                most.merge(type, onMap, Math::max);
            }
        }
    }
}
