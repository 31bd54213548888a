package io.github.ttalloc.cli.device;

import io.github.ttalloc.cli.Captures;
import io.github.ttalloc.cli.CommandRun;
import io.github.ttalloc.device.Board;
import io.github.ttalloc.device.Harvesting;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class DescriptorReaderTest
{
    private static final String N150 = """
        arch: {0: wormhole_b0}
        chips_with_mmio: [{0: 0}]
        harvesting: {0: {noc_translation: true, harvest_mask: 8}}
        boards: [[{board_id: 1}, {board_type: n150}, {chips: [0]}]]
        """;

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({
        "n150.yaml, N150, 1", "n300.yaml, N300, 1", "t3000.yaml, T3000, 4", "galaxy.yaml, GALAXY, 32",
        "p100.yaml, P100, 1", "p150.yaml, P150, 1", "p150-one-column.yaml, P150, 1", "p300.yaml, P300, 1"})
    void shouldGiveTheModelOfTheBoard(final String resource, final Board board, final int local) throws Exception
    {
        assertIsBoard(DescriptorReader.read(resource(resource)), board, local);
    }

    @ParameterizedTest
    @CsvSource({
        "wormhole_N150.yaml, N150, 1", "wormhole_N300.yaml, N300, 1", "t3k_cluster_desc.yaml, T3000, 4",
        "blackhole_P150.yaml, P150, 1"})
    void shouldGiveTheModelOfRecordedBoards(final String name, final Board board, final int local) throws IOException
    {
        assertIsBoard(DescriptorReader.read(Captures.file("boards/" + name)), board, local);
    }

    @Test
    void shouldKeepMasksTranslationAndReachOfEachChip() throws Exception
    {
        final ClusterDescriptor cluster = DescriptorReader.read(resource("n300.yaml"));

        assertEquals(List.of(0, 1), cluster.chips().stream().map(DescribedChip::id).toList());
        final DescribedChip local = cluster.chip(0);
        final DescribedChip remote = cluster.chip(1);
        assertTrue(local.isLocal());
        assertFalse(local.isTranslated());
        assertEquals(Harvesting.ofTensix(96), local.harvesting());
        assertFalse(remote.isLocal());
        assertTrue(remote.isTranslated());
        assertEquals(Harvesting.ofTensix(0x81), remote.harvesting());
    }

    @Test
    void shouldKeepAllMasksOfBlackhole() throws Exception
    {
        final DescribedChip chip = DescriptorReader.read(resource("p100.yaml")).chip(0);

        assertEquals(new Harvesting(8_193, 16_383, 32, 1), chip.harvesting());
        assertEquals(7, chip.chip().dramBanks());
        assertEquals(120, chip.chip().cores());
    }

    @Test
    void shouldMakeNoBoardOfOtherSystems() throws IOException
    {
        final ClusterDescriptor two = read("""
            arch: {0: wormhole_b0, 5: wormhole_b0}
            chips_with_mmio: [{0: 0}, {5: 1}]
            harvesting: {0: {noc_translation: true, harvest_mask: 8}, 5: {noc_translation: true, harvest_mask: 1}}
            boards: [[{board_type: n150}, {chips: [0]}], [{board_type: n150}, {chips: [5]}]]
            """);

        assertNull(two.board());
        final Exception ex = assertThrows(IllegalArgumentException.class, () -> two.chip(1));
        assertTrue(ex.getMessage().contains("chip=1") && ex.getMessage().contains("0, 5"), ex.getMessage());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "arch: {0: wormhole_b0}|arch: {0: grayskull}|arch=grayskull is not known: use wormhole_b0",
        "arch: {0: wormhole_b0}|arch: {}|arch lists no chip",
        "arch: {0: wormhole_b0}|arch: wormhole_b0|arch=wormhole_b0 must be a mapping",
        "arch: {0: wormhole_b0}|arch: {-1: wormhole_b0}|a chip of arch=-1 must be an integer, 0 to",
        "arch: {0: wormhole_b0}|arch: {a: wormhole_b0}|a chip of arch=a must be an integer",
        "arch: {0: wormhole_b0}|arch: {0: blackhole}|board_type=n150 has chips of wormhole_b0, but chip 0 is blackhole",
        "arch: {0: wormhole_b0}|arch: {0: wormhole_b0, 1: wormhole_b0}|harvesting.1 is missing",
        "arch: {0: wormhole_b0}|arhc: {0: wormhole_b0}|arch is missing",
        "chips_with_mmio: [{0: 0}]|chips_with_mmio: []|chips_with_mmio lists no chip",
        "chips_with_mmio: [{0: 0}]|chips_with_mmio: [{3: 0}]|chips_with_mmio has chip 3, which arch does not list",
        "chips_with_mmio: [{0: 0}]|chips_with_mmio: [0]|chips_with_mmio=0 must be a mapping",
        "chips_with_mmio: [{0: 0}]|chips_with_mmio: {0: 0}|chips_with_mmio={0=0} must be a list",
        "chips_with_mmio: [{0: 0}]|mmio: []|chips_with_mmio is missing",
        "harvest_mask: 8|harvest_mask: 1024|harvesting.0.harvest_mask=1024 must be an integer, 0 to 1023",
        "harvest_mask: 8|harvest_mask: -1|harvesting.0.harvest_mask=-1 must be an integer",
        "harvest_mask: 8|harvest_mask: 1.5|harvesting.0.harvest_mask=1.5 must be an integer",
        "harvest_mask: 8|harvest_mask: 99999999999999999999|harvesting.0.harvest_mask=99999999999999999999 must be",
        "harvest_mask: 8|harvest_mask: row|harvesting.0.harvest_mask=row must be an integer",
        "harvest_mask: 8|harvest_mask: 511|harvesting.0: harvestMask=511 must have bits 0 to 9",
        "harvest_mask: 8|harvest_maks: 8|harvesting.0.harvest_mask is missing",
        "harvest_mask: 8|harvest_mask: 8, harvest_mask: 9|duplicate key harvest_mask",
        "harvest_mask: 8|harvest_mask: 8, dram_harvesting_mask: 1|must be 0 on wormhole_b0",
        "harvest_mask: 8|harvest_mask: 8, eth_harvesting_mask: 4294967296|eth_harvesting_mask=4294967296 must be",
        "noc_translation: true|noc_translation: 1|harvesting.0.noc_translation=1 must be true or false",
        "noc_translation: true, |``|harvesting.0.noc_translation is missing",
        "harvesting: {0: {|harvesting: {7: {|harvesting has chip 7, which arch does not list",
        "board_type: n150|board_type: e150|boards[0].board_type=e150 is not known: use n150",
        "board_type: n150|board_type: p150|boards[0].board_type=p150 has chips of blackhole",
        "board_type: n150|type: n150|boards[0].board_type is missing",
        "chips: [0]|chips: []|chip 0 is on none of boards",
        "chips: [0]|chips: [1]|boards[0].chips has chip 1, which arch does not list",
        "chips: [0]|chips: [0, 0]|boards[0].chips has chip 0, which is on another board",
        "chips: [0]|chips: 0|boards[0].chips=0 must be a list",
        "boards: [[|boards: [5, [|boards[0]=5 must be a list",
        "boards: [[|planks: [[|boards is missing"})
    void shouldSayWhatIsWrong(final String good, final String bad, final String why)
    {
        assertTrue(N150.contains(good), good);

        assertRefused(N150.replace(good, bad), why);
    }

    @Test
    void shouldRefuseWhatIsNotYaml()
    {
        assertRefused("arch: {0: wormhole_b0", "is not YAML, line 1");
        assertRefused("arch: [}", "is not YAML, line 1");
        assertRefused("\u0000\u0001\u0002", "is not YAML");
        assertRefused("", "the document=null must be a mapping");
        assertRefused("just words", "the document=just words must be a mapping");
        assertRefused("- 1", "the document=[1] must be a mapping");
        assertRefused(N150 + "---\n" + N150, "is not YAML");
        assertRefused("arch: !!java.net.URL [http://localhost]", "is not YAML");
    }

    @Test
    void shouldRefuseAliasesAndDeepOrEndlessFiles()
    {
        assertRefused("a: &a [1, 1]\nb: [*a, *a]\n" + N150, "line 2 has an alias of another value");
        assertRefused("a: &a [*a]\n" + N150, "line 1 has an alias");
        assertRefused("[".repeat(200_000), "nested deeper than 16");
        assertRefused(" ".repeat((1 << 20) + 1), "has more than 1048576 bytes");
        assertRefused(Path.of("/dev/zero"), "has more than 1048576 bytes");
    }

    @Test
    void shouldRefuseWhatIsNoFile()
    {
        assertRefused(directory.resolve("absent.yaml"), "absent.yaml does not exist");
        assertRefused(directory, "is a directory");
    }

    @Test
    void shouldMapAChipOfADescriptor() throws Exception
    {
        final Path file = resource("n300.yaml");

        final CommandRun local = CommandRun.of("device", "map", "--descriptor", file, "--system", "translated");
        final CommandRun remote = CommandRun.of(
            "device", "map", "--descriptor", file, "--chip", 1, "--system", "translated");

        assertEquals(0, local.code(), local.err());
        assertTrue(local.out().contains("t1-1"), local.out());
        assertTrue(remote.out().contains("t18-26") && !remote.out().contains("t1-1"), remote.out());
    }

    @Test
    void shouldFitOnAChipOfADescriptor() throws Exception
    {
        final CommandRun run = CommandRun.of("device", "fit", "--descriptor", resource("p100.yaml"),
            "--bytes", 14_336, "--page-bytes", 2_048, "--type", "dram", "--json");

        assertEquals(0, run.code(), run.err());
        assertTrue(run.out().contains("\"bytesPerBank\":2048,\"banks\":7"), run.out());
    }

    @Test
    void shouldListTheChipsOfADescriptor() throws Exception
    {
        final CommandRun text = CommandRun.of("device", "boards", "--descriptor", resource("t3000.yaml"));
        final CommandRun json = CommandRun.of("device", "boards", "--descriptor", resource("n300.yaml"), "--json");

        assertEquals("T3000: 8 chips", text.lines().get(0));
        assertTrue(text.lines().get(6).matches(" +4 n300 +wormhole_b0 +remote +33 .*"), text.out());
        assertTrue(json.out().contains("\"schema\":\"ttalloc.cluster/1\",\"board\":\"n300\""), json.out());
        assertTrue(json.out().contains("\"chip\":1,\"board\":\"n300\",\"arch\":\"wormhole_b0\",\"local\":false," +
            "\"nocTranslation\":true,\"harvestMask\":129,"), json.out());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "--descriptor x --board n150|use one of --board, --arch and --descriptor",
        "--board n150 --arch blackhole|use one of",
        "--chip 1|--chip needs --descriptor",
        "--descriptor x --harvest-mask 1|leave their options out",
        "--descriptor x --no-translation|leave their options out"})
    void shouldRefuseOptionsThatContradict(final String options, final String why)
    {
        final CommandRun run = CommandRun.of((Object[])("device map " + options).split(" "));

        assertEquals(2, run.code());
        assertTrue(run.err().contains(why), run.err());
    }

    private static void assertIsBoard(final ClusterDescriptor cluster, final Board board, final int local)
    {
        assertSame(board, cluster.board());
        assertEquals(board.chips(), cluster.chips().size());
        assertEquals(local, cluster.chips().stream().filter(DescribedChip::isLocal).count());
        for (final DescribedChip described : cluster.chips())
        {
            assertSame(board.architecture(), described.architecture());
            assertEquals(board.chip(described.harvesting().tensix()), described.chip());
            assertEquals(board.harvestedEth(), Long.bitCount(described.harvesting().eth()));
            assertEquals(board.harvestedDram(), Long.bitCount(described.harvesting().dram()));
        }
    }

    private ClusterDescriptor read(final String text) throws IOException
    {
        return DescriptorReader.read(Files.writeString(directory.resolve("cluster.yaml"), text));
    }

    private void assertRefused(final String text, final String why)
    {
        final IOException ex = assertThrows(IOException.class, () -> read(text));

        assertTrue(ex.getMessage().contains("cluster.yaml ") && ex.getMessage().contains(why), ex.getMessage());
    }

    private static void assertRefused(final Path file, final String why)
    {
        final CommandRun run = CommandRun.of("device", "boards", "--descriptor", file);

        assertEquals(1, run.code());
        assertEquals(1, run.err().lines().count(), run.err());
        assertTrue(run.err().startsWith("ttalloc: " + file) && run.err().contains(why), run.err());
    }

    private static Path resource(final String name) throws URISyntaxException
    {
        return Path.of(DescriptorReaderTest.class.getResource(name).toURI());
    }
}
