package io.github.ttalloc.ipc.recorder;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class WarningQueueTest
{
    private static final long DEADLINE_SECONDS = 20;

    private final List<String> printed = Collections.synchronizedList(new ArrayList<>());

    @Test
    void shouldPrintAllBeforeItIsClosed()
    {
        try (WarningQueue warnings = new WarningQueue(printed::add))
        {
            warnings.accept("one");
            warnings.accept("two");
        }
        assertEquals(List.of("one", "two"), printed);
    }

    @Test
    void shouldNeverWaitForAStoppedPrinterAndSayHowManyLinesItLeftOut() throws InterruptedException
    {
        final CountDownLatch isPrinting = new CountDownLatch(1);
        final CountDownLatch isReadAgain = new CountDownLatch(1);
        try (WarningQueue warnings = new WarningQueue(line ->
        {
            isPrinting.countDown();
            awaitUninterruptibly(isReadAgain);
            printed.add(line);
        }))
        {
            warnings.accept("stuck");
            assertTrue(isPrinting.await(DEADLINE_SECONDS, TimeUnit.SECONDS));
            for (int i = 0; i < WarningQueue.MAX_WAITING + 7; i++)
            {
                warnings.accept("line " + i);
            }
            isReadAgain.countDown();
        }
        assertEquals(WarningQueue.MAX_WAITING + 2, printed.size());
        assertEquals("line " + (WarningQueue.MAX_WAITING - 1), printed.get(WarningQueue.MAX_WAITING));
        assertTrue(printed.get(printed.size() - 1).startsWith("7 more warnings are left out"), printed::toString);
    }

    private static void awaitUninterruptibly(final CountDownLatch latch)
    {
        try
        {
            assertTrue(latch.await(DEADLINE_SECONDS, TimeUnit.SECONDS));
        }
        catch (final InterruptedException ex)
        {
            throw new AssertionError(ex);
        }
    }
}
