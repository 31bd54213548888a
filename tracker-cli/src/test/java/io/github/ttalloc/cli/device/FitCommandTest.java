package io.github.ttalloc.cli.device;

import io.github.ttalloc.cli.CommandRun;
import io.github.ttalloc.cli.RecordedTracker;
import io.github.ttalloc.client.AllocationReporter;
import io.github.ttalloc.client.DeviceDescription;
import io.github.ttalloc.device.BufferType;
import io.github.ttalloc.device.CoreRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class FitCommandTest
{
    private static final long BASE = 104_224;
    private static final long L1_END = 1_433_600;
    private static final DeviceDescription N150 =
        new DeviceDescription(1, 0x77, "n150", 32, CoreRange.of(0, 0, 7, 7), BASE, 65_536, true);

    @TempDir
    private Path parent;

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "--board n150 --bytes 16777216 --page-bytes 2048|fits:true,address:1236992,type:L1,bytes:16777216," +
            "bytesPerBank:262144,banks:64,banksWithPages:64,reservedBytes:16777216,bankBytes:1395712",
        "--board n300 --bytes 5 --page-bytes 5|fits:true,address:1499104,type:L1,bytes:5,bytesPerBank:16,banks:56," +
            "banksWithPages:1,reservedBytes:896,",
        "--board n150 --bytes 131072 --page-bytes 2048 --layout height_sharded --shards 8|bytesPerBank:16384," +
            "banks:64,banksWithPages:8,reservedBytes:1048576",
        "--board n150 --bytes 131072 --page-bytes 2048 --layout block_sharded --shards 64|bytesPerBank:2048,",
        "--board n150 --bytes 131072 --page-bytes 2048 --layout single_bank|bytesPerBank:131072,banks:64," +
            "banksWithPages:1,",
        "--board p150 --harvest-mask 128 --bytes 1 --page-bytes 1|banks:120,",
        "--board p100 --type dram --bytes 1073741824 --page-bytes 4096|address:64,type:DRAM,bytes:1073741824," +
            "bytesPerBank:153395200,banks:7,",
        "--arch blackhole --type dram --bytes 6710886400 --page-bytes 2048|bytesPerBank:838860800,banks:8,",
        "--board n150 --unreserved-base 101664 --l1-small-bytes 65536 --bytes 52428800 --page-bytes 2048|fits:true," +
            "address:614400,type:L1,bytes:52428800,bytesPerBank:819200,banks:64,banksWithPages:64," +
            "reservedBytes:52428800,bankBytes:1331936",
        "--board n150 --type trace --bytes 12000 --page-bytes 1000|fits:true,address:1073740800,type:TRACE," +
            "bytes:12000,bytesPerBank:1024,banks:12,",
        "--board n150 --type trace --trace-region-bytes 65536 --bytes 12000 --page-bytes 1000|address:1073740800," +
            "type:TRACE,bytes:12000,bytesPerBank:1024,banks:12,banksWithPages:12,reservedBytes:12288,bankBytes:65536",
        "--board n150 --type trace --trace-region-bytes 512 --bytes 12000 --page-bytes 1000|fits:false,address:null",
        "--board n150 --type dram --trace-region-bytes 65536 --bytes 1 --page-bytes 1|bankBytes:1073676256",
        "--board n150 --bytes 0 --page-bytes 32|fits:true,address:1499104,type:L1,bytes:0,bytesPerBank:0,banks:64," +
            "banksWithPages:0"})
    void shouldAnswerForAnEmptyBoard(final String options, final String expected)
    {
        final CommandRun run = fit(options + " --json");

        assertEquals(0, run.code(), run.err());
        final String plain = run.out().replace("\"", "");
        assertTrue(plain.contains(expected), plain);
        assertTrue(plain.contains("inTheWay:[]"), plain);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "--bytes -1 --page-bytes 32", "--bytes 1 --page-bytes 0", "--bytes 9223372036854775807 --page-bytes 1",
        "--bytes 1 --page-bytes 9223372036854775807", "--bytes 1 --page-bytes 1 --type cb",
        "--bytes 1 --page-bytes 1 --layout sharded", "--bytes 1 --page-bytes 1 --shards 2",
        "--bytes 1 --page-bytes 1 --layout single_bank --shards 1"})
    void shouldRefuseWhatIsNoQuestion(final String options)
    {
        assertEquals(2, fit("--board n150 " + options).code());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "--layout sharded --shards 65|shards=65 must be at most the 64 banks of L1",
        "--unreserved-base 1000|unreservedBase=1000 must be at least 97792",
        "--unreserved-base 1499200|unreservedBase=1499200",
        "--l1-small-bytes 1400000|l1SmallBytes=1400000",
        "--type dram --trace-region-bytes 1073741824|traceRegionBytes=1073741824 must be 0 to 1073741792",
        "--type dram --trace-region-bytes -1|traceRegionBytes=-1 must be 0 to",
        "--harvest-mask 4294967295|harvestMask=4294967295 must have 1 bits"})
    void shouldSayWhatCannotBe(final String options, final String why)
    {
        final CommandRun run = fit("--board n150 --bytes 1 --page-bytes 1 " + options);

        assertEquals(1, run.code());
        assertTrue(run.err().contains(why) && 1 == run.err().lines().count(), run.err());
    }

    @Test
    void shouldSayThatThereIsNoSmallRegion()
    {
        assertTrue(fit("--board n150 --type l1_small --bytes 1 --page-bytes 1").out()
            .contains("There is no L1_SMALL region"));
    }

    @Test
    void shouldNameTheBuffersThatStandInTheWayOnALiveDevice() throws IOException
    {
        final Path path = recorded(reporter ->
        {
            allocate(reporter, BufferType.L1, L1_END - 100_000, 100_000, "low");
            allocate(reporter, BufferType.L1, L1_END - 700_000, 32_000, "small");
            allocate(reporter, BufferType.L1, L1_END - 1_000_000, 200_000, "wide");
            allocate(reporter, BufferType.L1_SMALL, L1_END, 512, "other memory");
            allocate(reporter, BufferType.DRAM, L1_END - 700_000, 64_000, "other type");
        });

        final CommandRun text = on(path, "--bytes", 44_800_000, "--page-bytes", 2_800);
        final CommandRun json = on(path, "--bytes", 44_800_000, "--page-bytes", 2_800, "--json");

        assertEquals(
            List.of(
                "It does not fit: 700000 bytes in each of 64 banks, 44800000 reserved for 44800000 bytes with pages " +
                    "on 64 of them.",
                "Each bank has 997376 bytes free of 1329376, the largest block 568000.",
                "Enough is free, but in pieces: the largest is 132000 bytes short.",
                "In the way: 1 buffer"),
            text.lines().subList(0, 4));
        assertTrue(text.lines().get(4).matches(
            " {4}- Buffer 0xb31a0: 2000 KB of L1 \\(PID \\d+, python\\) tag=small"), text.out());
        assertEquals(5, text.lines().size());
        assertTrue(json.out().contains("\"fits\":false,\"address\":null"), json.out());
        assertTrue(json.out().contains("\"inTheWay\":[{\"process\":"), json.out());
        assertEquals(1, json.out().split("\"tag\":", -1).length - 1, json.out());
    }

    @Test
    void shouldCountWholeMemoriesFullAndFindPlaceAmongLiveBuffers() throws IOException
    {
        final Path path = recorded(reporter ->
        {
            allocate(reporter, BufferType.L1, L1_END - 100_000, 100_000, "top");
            allocate(reporter, BufferType.L1, BASE, 1_000_000, "bulk");
        });

        assertTrue(on(path, "--bytes", 64_000, "--page-bytes", 1_000).out()
            .startsWith("It fits at address " + (L1_END - 100_000 - 1_024)));
        final CommandRun full = on(path, "--bytes", 19_200_000, "--page-bytes", 1_200);
        assertTrue(full.out().contains("Other buffers hold 1100000 bytes of each bank: 70624 more"), full.out());
        assertTrue(full.out().contains("tag=top") && !full.out().contains("tag=bulk"), full.out());
    }

    @Test
    void shouldWarnOfCircularBuffersThatABufferWouldClashWith() throws IOException
    {
        final Path path = recorded(reporter ->
        {
            reporter.allocate(0, BufferType.CB, BASE, 64 * 900_000L, 900_000, CoreRange.of(0, 0, 7, 7),
                reporter.tag("matmul"));
            reporter.allocate(0, BufferType.CB, BASE + 900_000, 6_400, 100, CoreRange.of(0, 0, 7, 7), 0);
            reporter.allocate(0, BufferType.CB, BASE + 1_000_000, 0, 0, CoreRange.of(0, 0, 7, 7), 0);
        });

        final CommandRun clash = on(path, "--bytes", 38_400_000, "--page-bytes", 2_400);
        final CommandRun none = on(path, "--bytes", 6_400_000, "--page-bytes", 400);

        assertTrue(clash.out().startsWith("It fits at address " + (L1_END - 600_000)), clash.out());
        assertTrue(clash.out().contains("which end at 1004324") && clash.out().contains("In the way: 2 buffers") &&
            clash.out().contains(" of CB (PID ") && clash.out().contains("tag=matmul"), clash.out());
        assertTrue(none.out().startsWith("It fits at address ") && !none.out().contains("clash"), none.out());
    }

    @Test
    void shouldTakeTraceAndDramFromOneMemory() throws IOException
    {
        final Path path = recorded(reporter ->
        {
            allocate(reporter, BufferType.DRAM, 32, 1_000_000_032, "weights");
            allocate(reporter, BufferType.TRACE, 1_073_741_824 - 3_200, 3_200, "captured");
        });

        final CommandRun trace = on(path, "--type", "trace", "--bytes", 3_840, "--page-bytes", 320);
        assertTrue(trace.out().startsWith("It fits at address " + (1_073_741_824 - 3_520)), trace.out());
        final CommandRun dram = on(path, "--type", "dram", "--bytes", 1_200_000_000, "--page-bytes", 4_000);
        assertTrue(dram.out().contains("tag=weights") || dram.out().contains("tag=captured"), dram.out());
    }

    @Test
    void shouldTakeTheUnreservedBaseOfTheDeviceUnlessTold() throws IOException
    {
        final Path path = recorded(reporter ->
        {
        });

        assertTrue(on(path, "--bytes", 1, "--page-bytes", 1, "--json").out().contains("\"bankBytes\":1329376"));
        assertTrue(on(path, "--bytes", 1, "--page-bytes", 1, "--unreserved-base", 101_664, "--json").out()
            .contains("\"bankBytes\":1331936"));
        final CommandRun other = on(path, "--device", 3, "--bytes", 1, "--page-bytes", 1);
        assertEquals(1, other.code());
        assertTrue(other.err().contains("device 3 is not known"), other.err());
    }

    private Path recorded(final Consumer<AllocationReporter> script) throws IOException
    {
        final Path path = parent.resolve("tracker");
        RecordedTracker.record(path, reporter ->
        {
            reporter.deviceOpen(0, N150);
            script.accept(reporter);
        });
        return path;
    }

    private static void allocate(
        final AllocationReporter reporter, final BufferType type, final long address, final long perBank,
        final String tag)
    {
        final int banks = BufferType.DRAM == type || BufferType.TRACE == type ? 12 : 64;
        reporter.allocate(0, type, address, perBank * banks, perBank, CoreRange.ALL, reporter.tag(tag));
    }

    private static CommandRun on(final Path path, final Object... options)
    {
        final List<Object> line = new ArrayList<>(List.of("device", "fit", "--dir", path));
        line.addAll(Arrays.asList(options));
        return CommandRun.of(line.toArray());
    }

    private static CommandRun fit(final String options)
    {
        return CommandRun.of((Object[])("device fit " + options).split(" "));
    }
}
