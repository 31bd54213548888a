package io.github.ttalloc.client;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

class RingBirthTest
{
    private static final int RING_BYTES = RingDescriptor.MIN_CAPACITY;
    private static final long FILE_BYTES = RingDescriptor.fileLength(RING_BYTES);
    private static final int BIRTHS = 32;
    private static final int QUOTA_RINGS = 5;
    private static final long DEADLINE_SECONDS = 60;
    private static final long POLL_NANOS = 1_000_000;
    private static final long LONG_BORN_RING_BYTES = 32L << 20;
    private static final Duration DEADLINE = Duration.ofSeconds(20);

    @TempDir
    private Path parent;

    @Test
    void shouldDescribeItsProcessInTheHeader() throws IOException
    {
        final ProcessIdentity self = ProcessIdentity.self();
        try (RingReporter reporter = RingReporter.create(context()))
        {
            final ByteBuffer file = new RingImage(reporter).file();
            assertEquals(FILE_BYTES, file.capacity());
            assertEquals(RingDescriptor.VERSION, file.getInt(RingDescriptor.VERSION_OFFSET));
            assertEquals(RingDescriptor.DATA_OFFSET, file.getInt(RingDescriptor.HEADER_LENGTH_OFFSET));
            assertEquals(RingDescriptor.MAGIC, file.getLong(RingDescriptor.MAGIC_OFFSET));
            assertNotEquals(0, file.getLong(RingDescriptor.PRODUCER_ID_OFFSET));
            assertEquals(RING_BYTES, file.getLong(RingDescriptor.CAPACITY_OFFSET));
            assertEquals(ProcessHandle.current().pid(), file.getLong(RingDescriptor.PID_OFFSET));
            assertEquals(self.startTicks(), file.getLong(RingDescriptor.START_TICKS_OFFSET));
            assertEquals(self.startTimeNanos(), file.getLong(RingDescriptor.START_TIME_OFFSET));
            assertEquals(self.pidNamespace(), file.getLong(RingDescriptor.PID_NAMESPACE_OFFSET));
            assertEquals(self.bootId().getMostSignificantBits(), file.getLong(RingDescriptor.BOOT_ID_OFFSET));
            assertEquals(self.bootId().getLeastSignificantBits(), file.getLong(RingDescriptor.BOOT_ID_OFFSET + 8));
            assertEquals(ProcessIdentity.userId(), file.getInt(RingDescriptor.UID_OFFSET));
            assertEquals(0, file.getInt(RingDescriptor.FLAGS_OFFSET));
            assertEquals(self.name(), name(file));
            assertEquals(0, file.getLong(RingDescriptor.DROPPED_OFFSET));
            assertEquals(0, file.getInt(RingDescriptor.CLOSED_OFFSET));
        }
    }

    @Test
    void shouldCarryTheNameAndTheFlagOfAReplay() throws IOException
    {
        try (RingReporter reporter =
            RingReporter.create(context().processName("\u00e9".repeat(40)).replayed(true)))
        {
            final ByteBuffer file = new RingImage(reporter).file();
            assertEquals("\u00e9".repeat(32), name(file));
            assertEquals(RingDescriptor.FLAG_REPLAYED, file.getInt(RingDescriptor.FLAGS_OFFSET));
        }
    }

    @Test
    void shouldNameTheFileAfterItsProcessAndKeepOthersOut() throws IOException
    {
        final ProcessIdentity self = ProcessIdentity.self();
        try (RingReporter first = RingReporter.create(context()); RingReporter second = RingReporter.create(context()))
        {
            assertNotEquals(first.ring(), second.ring());
            for (final Path ring : List.of(first.ring(), second.ring()))
            {
                assertEquals(directory().rings(), ring.getParent());
                assertTrue(ring.getFileName().toString().matches(
                    self.pid() + "-" + self.startTicks() + "-[0-9]+.ring"));
                assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(ring)));
            }
            assertNotEquals(
                new RingImage(first).file().getLong(RingDescriptor.PRODUCER_ID_OFFSET),
                new RingImage(second).file().getLong(RingDescriptor.PRODUCER_ID_OFFSET));
            assertEquals(2, filesIn(directory().rings()).size());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"mkfifo", "mkdir"})
    void shouldNameTheLockOfBirthsWhereItIsNoFile(final String command) throws IOException, InterruptedException
    {
        final Path lock = directory().create().path().resolve(BirthTurn.LOCK_NAME);
        assertEquals(0, new ProcessBuilder(command, lock.toString()).start().waitFor());
        final String refusal = assertThrows(IOException.class, () -> assertTimeoutPreemptively(
            DEADLINE, () -> RingReporter.create(context()).close())).getMessage();
        assertTrue(refusal.startsWith(lock.toString()), refusal);
        assertEquals(List.of(), filesIn(directory().rings()));
    }

    @Test
    void shouldBeBornOnAnInterruptedThreadAndLeaveItInterrupted() throws IOException
    {
        Thread.currentThread().interrupt();
        try (RingReporter reporter = RingReporter.create(context()))
        {
            assertTrue(Thread.interrupted());
            assertEquals(List.of(reporter.ring()), filesIn(directory().rings()));
            assertTrue(reporter.mark(0) >= 0);
        }
    }

    @Test
    void shouldSayHowLongTheRingWouldBeWhereTheFileSystemDoesNotTakeIt() throws IOException, InterruptedException
    {
        final String said = birthThatFails("ulimit -f 64; exec \"$@\"", "-XX:+UseSerialGC");
        assertTrue(said.contains("ring " + directory().rings()), said);
        assertTrue(said.contains(" of " + FILE_BYTES + " bytes cannot be made"), said);
        assertTrue(said.contains(ReporterContext.RING_BYTES_VARIABLE), said);
    }

    @Test
    void shouldDoWithoutAReporterWhereThereIsNoMemoryForIt() throws IOException, InterruptedException
    {
        birthThatFails("exec \"$@\"", "-XX:MaxDirectMemorySize=1k");
    }

    /** A process whose reporter cannot be had, and that goes on all the same: the one line that it says. */
    private String birthThatFails(final String shell, final String option) throws IOException, InterruptedException
    {
        final Process process = new ProcessBuilder(
            "sh", "-c", shell, "sh", Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:-UsePerfData", option, "-cp", System.getProperty("java.class.path"), BirthMain.class.getName(),
            parent.resolve("tracker").toString()).start();
        final String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        final String errors = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), errors);
        assertEquals("false", out.trim(), errors);
        assertEquals(1, errors.lines().count(), errors);
        assertTrue(errors.startsWith("ttalloc: allocation tracking is off in this process: "), errors);
        assertTrue(filesIn(directory().rings()).isEmpty(), () -> "something is left behind");
        return errors;
    }

    @Test
    void shouldHaveEveryPageOfTheFileAtHand() throws IOException
    {
        try (RingReporter reporter = RingReporter.create(context()))
        {
            final long blocks = FILE_BYTES / 512;
            final String stat = run("stat", "-c", "%b", reporter.ring().toString());
            assertTrue(Long.parseLong(stat.trim()) >= blocks, () -> stat + " blocks instead of " + blocks);
        }
    }

    @Test
    void shouldHoldTheLockOfItsFirstByteUntilItIsClosed() throws IOException
    {
        final RingReporter reporter = RingReporter.create(context());
        final long inode = (long)Files.getAttribute(reporter.ring(), "unix:ino");
        assertEquals(1, locksOf(inode));
        assertNotNull(LocalRings.find(reporter.ring()));
        reporter.close();
        assertEquals(0, locksOf(inode));
        assertNull(LocalRings.find(reporter.ring()));
    }

    @Test
    void shouldHoldTheLockThoughItsReporterWasForgottenWithoutBeingClosed() throws IOException
    {
        final Path ring = forgetAReporter();
        final Path other = Files.createFile(parent.resolve("other"));
        forgetALock(other);
        final long deadlineNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
        while (0 != locksOf((long)Files.getAttribute(other, "unix:ino")))
        {
            assertTrue(System.nanoTime() < deadlineNanos, "no lock that was forgotten ever fell");
            System.gc();
            LockSupport.parkNanos(POLL_NANOS);
        }
        assertEquals(1, locksOf((long)Files.getAttribute(ring, "unix:ino")));
        LocalRings.find(ring).close();
        assertEquals(0, locksOf((long)Files.getAttribute(ring, "unix:ino")));
    }

    @Test
    void shouldTellARecorderOfThisProcessWhenItIsClosed() throws IOException
    {
        final RingReporter reporter = RingReporter.create(context());
        final LocalRings.LocalRing local = LocalRings.find(reporter.ring());
        assertTrue(local.isOpen());
        Files.delete(reporter.ring());
        assertTrue(local.isOpen());
        reporter.close();
        assertFalse(local.isOpen());
    }

    @Test
    void shouldDisableItselfOnceWhenTheQuotaIsPassed() throws IOException
    {
        final ReporterContext context = context().enabled(true).ringQuotaBytes(2 * FILE_BYTES);
        try (AllocationReporter first = AllocationReporter.open(context);
            AllocationReporter second = AllocationReporter.open(context))
        {
            assertTrue(first.isEnabled() && second.isEnabled());
            final List<AllocationReporter> third = new ArrayList<>();
            final List<String> said = stderrOf(() -> third.add(AllocationReporter.open(context)));

            assertFalse(third.get(0).isEnabled());
            assertEquals(1, said.size(), said::toString);
            assertTrue(said.get(0).contains("pass the quota of " + 2 * FILE_BYTES), said.get(0));
            assertTrue(said.get(0).contains(ReporterContext.RING_QUOTA_VARIABLE), said.get(0));
            final List<String> entries = Files.readAllLines(directory().rings().resolve(RingQuota.REFUSED_NAME));
            assertEquals(1, entries.size());
            assertTrue(entries.get(0).contains("pid=" + ProcessHandle.current().pid() + " "), entries.get(0));
            assertEquals("rw-------", PosixFilePermissions.toString(
                Files.getPosixFilePermissions(directory().rings().resolve(RingQuota.REFUSED_NAME))));
            assertEquals(3, filesIn(directory().rings()).size());
        }
    }

    @Test
    void shouldKeepToTheQuotaWhenManyThreadsMakeRingsAtOnce() throws InterruptedException, ExecutionException
    {
        final ReporterContext context = context().ringQuotaBytes(QUOTA_RINGS * FILE_BYTES);
        final ExecutorService threads = Executors.newFixedThreadPool(BIRTHS);
        final CountDownLatch start = new CountDownLatch(BIRTHS);
        final List<Future<RingReporter>> births = new ArrayList<>();
        for (int i = 0; i < BIRTHS; i++)
        {
            births.add(threads.submit(() ->
            {
                start.countDown();
                start.await();
                return RingReporter.create(context);
            }));
        }
        int made = 0;
        for (final Future<RingReporter> birth : births)
        {
            try
            {
                birth.get().close();
                made++;
            }
            catch (final ExecutionException ex)
            {
                assertTrue(ex.getCause().getMessage().contains("pass the quota"), ex.getCause()::getMessage);
            }
        }
        threads.shutdown();
        assertEquals(QUOTA_RINGS, made);
    }

    @Test
    void shouldHaveItsTurnUntilTheRingHasItsName() throws IOException, InterruptedException, ExecutionException
    {
        RingReporter.create(context()).close();
        final long turn =
            (long)Files.getAttribute(directory().path().resolve(BirthTurn.LOCK_NAME), "unix:ino");
        final ExecutorService thread = Executors.newSingleThreadExecutor();
        boolean wasSeen = false;
        while (!wasSeen)
        {
            final Future<RingReporter> birth =
                thread.submit(() -> RingReporter.create(context().ringBytes(LONG_BORN_RING_BYTES)));
            while (!birth.isDone())
            {
                final List<Path> before = births();
                final long locks = locksOf(turn);
                if (!before.isEmpty() && before.equals(births()))
                {
                    assertEquals(1, locks);
                    wasSeen = true;
                }
            }
            try (RingReporter reporter = birth.get())
            {
                Files.delete(reporter.ring());
            }
        }
        thread.shutdown();
    }

    @Test
    void shouldNeverReplaceWhatHasTheNameOfARing() throws IOException
    {
        final Path taken;
        try (RingReporter first = RingReporter.create(context()))
        {
            final Matcher name = Pattern.compile("(.*-)([0-9]+)[.]ring").matcher(first.ring().getFileName().toString());
            assertTrue(name.matches());
            taken = directory().rings().resolve(
                name.group(1) + (Integer.parseInt(name.group(2)) + 1) + RingFile.SUFFIX);
        }
        Files.createSymbolicLink(taken, parent.resolve("nowhere"));
        try (RingReporter second = RingReporter.create(context()))
        {
            assertTrue(Files.isSymbolicLink(taken));
            assertNotEquals(taken, second.ring());
            assertEquals(1, Files.getAttribute(second.ring(), "unix:nlink"));
        }
    }

    @Test
    void shouldNotLetTheEntriesOfTheRefusedGrowWithoutBound() throws IOException
    {
        final ReporterContext context = context().ringQuotaBytes(0);
        for (int i = 0; i < 1_000; i++)
        {
            assertThrows(IOException.class, () -> RingReporter.create(context));
        }
        assertTrue(Files.size(directory().rings().resolve(RingQuota.REFUSED_NAME)) < 65 * 1024 + 1024);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 262_143, 262_145, 786_432, 1L << 31, -262_144})
    void shouldSayWhichRingLengthsAreAllowed(final long bytes)
    {
        final IllegalArgumentException refusal = assertThrows(
            IllegalArgumentException.class, () -> RingReporter.create(context().ringBytes(bytes)));
        assertEquals("TT_ALLOC_RING_BYTES=" + bytes + " must be a power of two from 262144 to 1073741824",
            refusal.getMessage());
    }

    @Test
    void shouldTakeSettingsFromTheEnvironmentAndRefuseWhatIsNoNumber() throws IOException
    {
        final ReporterContext good = new ReporterContext(new Environment(Map.of(
            "TT_ALLOC_TRACKING_ENABLED", "1", "TT_ALLOC_RING_BYTES", "524288", "TT_ALLOC_RING_QUOTA_BYTES", "7")));
        assertTrue(good.enabled());
        assertEquals(524_288, good.ringBytes());
        assertEquals(7, good.ringQuotaFor(Long.MAX_VALUE));
        final ReporterContext bad = new ReporterContext(new Environment(Map.of("TT_ALLOC_RING_BYTES", "32M")))
            .directory(directory().path()).enabled(true);
        final List<AllocationReporter> reporters = new ArrayList<>();
        final List<String> said = stderrOf(() -> reporters.add(AllocationReporter.open(bad)));
        assertFalse(reporters.get(0).isEnabled());
        assertEquals(1, said.size(), said::toString);
        assertTrue(said.get(0).contains("TT_ALLOC_RING_BYTES=32M must be a whole number"), said.get(0));
    }

    @Test
    void shouldBoundTheDefaultQuotaByAQuarterOfTheFileSystem()
    {
        final ReporterContext context = new ReporterContext(new Environment(Map.of()));
        assertEquals(1L << 30, context.ringQuotaFor(1L << 40));
        assertEquals(1L << 20, context.ringQuotaFor(1L << 22));
        assertEquals(32 * 1024 * 1024, context.ringBytes());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "01", "true", "yes", " 1", "1 ", "11"})
    void shouldStayOffAndTouchNothingUnlessTheVariableIsExactlyOne(final String value) throws IOException
    {
        final ReporterContext context = new ReporterContext(
            new Environment(Map.of(ReporterContext.ENABLED_VARIABLE, value))).directory(directory().path());
        try (AllocationReporter reporter = AllocationReporter.open(context))
        {
            assertFalse(reporter.isEnabled());
            assertEquals(ReportStatus.DISABLED, reporter.mark(reporter.tag("text")));
            assertEquals(0, reporter.handle(0, null, 5));
        }
        assertEquals(List.of(), filesIn(parent));
    }

    @Test
    void shouldSayOnceWhyThereIsNoRingAndGoOn() throws IOException
    {
        Files.createFile(directory().path());
        final List<AllocationReporter> reporters = new ArrayList<>();
        final List<String> said = stderrOf(() -> reporters.add(AllocationReporter.open(context().enabled(true))));
        assertEquals(1, said.size(), said::toString);
        assertEquals("ttalloc: allocation tracking is off in this process: tracker directory " + directory().path() +
            " is not a directory: name another with --dir", said.get(0));
        assertFalse(reporters.get(0).isEnabled());
    }

    @Test
    void shouldLeaveNothingBehindWhenABirthFails() throws IOException
    {
        directory().create();
        Files.setPosixFilePermissions(directory().rings(), PosixFilePermissions.fromString("r-x------"));
        try
        {
            if (0 != ProcessIdentity.userId())
            {
                assertThrows(IOException.class, () -> RingReporter.create(context()));
            }
            assertThrows(IOException.class, () -> RingReporter.create(context().ringQuotaBytes(0)));
            final List<Path> left = filesIn(directory().rings());
            left.removeIf(file -> file.endsWith(RingQuota.REFUSED_NAME));
            assertEquals(List.of(), left);
        }
        finally
        {
            Files.setPosixFilePermissions(directory().rings(), PosixFilePermissions.fromString("rwx------"));
        }
    }

    private ReporterContext context()
    {
        return new ReporterContext(new Environment(Map.of()))
            .directory(directory().path()).ringBytes(RING_BYTES).ringQuotaBytes(1L << 30);
    }

    private TrackerDirectory directory()
    {
        return TrackerDirectory.of(parent.resolve("tracker"));
    }

    private static String name(final ByteBuffer file)
    {
        final byte[] bytes = new byte[file.getInt(RingDescriptor.NAME_LENGTH_OFFSET)];
        file.get(RingDescriptor.NAME_OFFSET, bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private List<Path> births() throws IOException
    {
        final List<Path> births = filesIn(directory().rings());
        births.removeIf(file -> !file.getFileName().toString().startsWith(RingFile.TEMPORARY_PREFIX));
        return births;
    }

    private static List<Path> filesIn(final Path directory) throws IOException
    {
        try (Stream<Path> files = Files.list(directory))
        {
            return new ArrayList<>(files.sorted().toList());
        }
    }

    private Path forgetAReporter() throws IOException
    {
        return RingReporter.create(context()).ring();
    }

    /* Nothing but the channel and its lock; made after the reporter, so what is known of this holds for that. */
    private static void forgetALock(final Path file) throws IOException
    {
        assertNotNull(FileChannel.open(file, StandardOpenOption.WRITE).tryLock());
    }

    private static long locksOf(final long inode) throws IOException
    {
        return Files.readAllLines(Path.of("/proc/locks")).stream()
            .filter(line -> line.contains(" POSIX ") && line.contains(" WRITE ") && line.contains(":" + inode + " 0 "))
            .count();
    }

    private static String run(final String... command) throws IOException
    {
        final Process process = new ProcessBuilder(command).start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    private static List<String> stderrOf(final Runnable action)
    {
        final PrintStream before = System.err;
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        System.setErr(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        try
        {
            action.run();
        }
        finally
        {
            System.setErr(before);
        }
        return bytes.toString(StandardCharsets.UTF_8).lines().toList();
    }
}
