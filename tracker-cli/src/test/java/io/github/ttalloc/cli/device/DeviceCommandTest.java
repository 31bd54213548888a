package io.github.ttalloc.cli.device;

import io.github.ttalloc.cli.CommandRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class DeviceCommandTest
{
    private static final String QUESTION =
        "{\"arch\":\"wormhole_b0\",\"harvestMask\":32,\"coreType\":\"tensix\",\"from\":\"LOGICAL\",\"x\":5,\"y\":3," +
        "\"to\":\"TRANSLATED\"}";

    @Test
    void shouldAnswerEachLineInOrderWhateverIsWrongWithOthers()
    {
        final CommandRun run = translate(
            "not json\n\n" + QUESTION + "\n  \n" + QUESTION.replace("\"y\":3", "\"y\":9") + "\n" +
            QUESTION.replace("LOGICAL", "noc0").replace("\"y\":3", "\"y\":0").replace("tensix", "DRAM"));

        assertEquals(0, run.code());
        final String[] lines = run.out().split("\n");
        assertEquals(4, lines.length);
        assertTrue(lines[0].startsWith("{\"error\":\"not JSON"), lines[0]);
        assertEquals("{\"x\":23,\"y\":21}", lines[1]);
        assertTrue(lines[2].startsWith("{\"error\":\"there is no tensix core at LOGICAL (5,9)"), lines[2]);
        assertEquals("{\"x\":5,\"y\":0}", lines[3]);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "[]", "{", "{} {}", "{\"arch\":\"wormhole_b0\"}", "{\"arch\":1}", "{\"x\":1.5}", "{\"x\":1,\"x\":1}",
        "{\"x\":[1]}", "{\"harvestmask\":1}", "{\"x\":99999999999999999999}", "\"text\"", "null", "{\"x\":}"})
    void shouldAnswerABadLineWithAnError(final String line)
    {
        final CommandRun run = translate(line);

        assertEquals(0, run.code());
        assertTrue(run.out().startsWith("{\"error\":\""), run.out());
    }

    @Test
    void shouldListTheBoards()
    {
        final CommandRun run = CommandRun.of("device", "boards");

        assertEquals(0, run.code());
        assertTrue(run.out().contains("102.9"), run.out());
        assertTrue(run.out().contains("p300"), run.out());
    }

    @Test
    void shouldMapAHarvestedChip()
    {
        final CommandRun run = CommandRun.of("device", "map", "--board", "n150", "--harvest-mask", 32);

        assertEquals(0, run.code());
        assertTrue(run.out().contains("t7-8"), run.out());
        assertTrue(run.out().contains("t--"), run.out());
    }

    @Test
    void shouldSayWhatMemoryAChipHas()
    {
        final String wormhole = CommandRun.of("device", "map", "--board", "n150", "--harvest-mask", 32).out();
        assertTrue(wormhole.contains("72 of 80 tensix are live, each with 1499136 bytes of L1"), wormhole);
        assertTrue(wormhole.contains("16 of 16 eth, each with 262144."), wormhole);
        assertTrue(wormhole.contains("DRAM: 6 of 6 channels are live"), wormhole);
        assertTrue(wormhole.contains("12 banks of 1073741824 bytes"), wormhole);

        final String blackhole = CommandRun.of(
            "device", "map", "--board", "p100", "--harvest-mask", 3, "--eth-harvest-mask", 3).out();
        assertTrue(blackhole.contains("120 of 140 tensix are live, each with 1572864 bytes of L1"), blackhole);
        assertTrue(blackhole.contains("12 of 14 eth, each with 524288."), blackhole);
        assertTrue(blackhole.contains("7 banks"), blackhole);
    }

    @Test
    void shouldMapAHarvestedPcieNode()
    {
        final Function<Object, CommandRun> map = mask -> CommandRun.of("device", "map", "--board", "p150",
            "--harvest-mask", 3, "--eth-harvest-mask", 3, "--pcie-harvest-mask", mask);

        assertEquals(2, map.apply(0).out().split("p[0-9]+-[0-9]+", -1).length - 1, () -> map.apply(0).out());
        assertTrue(map.apply(1).out().contains("p--"), () -> map.apply(1).out());
        assertEquals(1, map.apply(4).code());
        assertTrue(map.apply(4).err().contains("pcieHarvestMask=4 must be 0 to 3"), () -> map.apply(4).err());
    }

    @Test
    void shouldSayWhereABufferFitsOnAnEmptyBoard()
    {
        final CommandRun run = CommandRun.of(
            "device", "fit", "--board", "n150", "--bytes", 16_777_216, "--page-bytes", 2_048, "--json");

        assertEquals(0, run.code());
        assertTrue(run.out().contains("\"fits\":true,\"address\":" + (1_499_136 - 262_144)), run.out());
        assertTrue(run.out().contains("\"reservedBytes\":16777216"), run.out());
    }

    @Test
    void shouldSayWhatStandsInTheWay()
    {
        final CommandRun run = CommandRun.of(
            "device", "fit", "--board", "n150", "--bytes", 100_000_000, "--page-bytes", 2_048);

        assertEquals(0, run.code());
        assertTrue(run.out().contains("does not fit"), run.out());
        assertTrue(run.out().contains("larger than a whole bank"), run.out());
    }

    private static CommandRun translate(final String input)
    {
        final InputStream in = System.in;
        System.setIn(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)));
        try
        {
            return CommandRun.of("device", "translate");
        }
        finally
        {
            System.setIn(in);
        }
    }
}
