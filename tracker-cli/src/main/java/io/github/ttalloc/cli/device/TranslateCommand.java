package io.github.ttalloc.cli.device;

import io.github.ttalloc.cli.view.Json;
import io.github.ttalloc.device.Core;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import tools.jackson.core.JsonGenerator;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;

/**
 * Answers questions after the coordinates of cores, one on each line.
 */
@Command(
    name = "translate",
    description = {
        "Translate core coordinates: reads JSON lines, answers each in order.",
        "A question is {\"arch\":\"wormhole_b0\",\"harvestMask\":32,\"coreType\":\"tensix\",\"from\":\"LOGICAL\"," +
        "\"x\":5,\"y\":3,\"to\":\"TRANSLATED\"}, an answer {\"x\":23,\"y\":21} or {\"error\":\"...\"}.",
        "Core types: tensix, dram, eth, arc, pcie, router_only, security, l2cpu. Systems: LOGICAL, NOC0, NOC1, " +
        "TRANSLATED. Optional: nocTranslation (true), ethHarvestMask, dramHarvestMask, pcieHarvestMask (0)."})
public final class TranslateCommand implements Callable<Integer>
{
    @Spec
    private CommandSpec spec;

    /**
     * The command; the command line sets its options.
     */
    public TranslateCommand()
    {
    }

    @Override
    public Integer call() throws IOException
    {
        final PrintWriter out = spec.commandLine().getOut();
        final BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); null != line; line = in.readLine())
        {
            if (!line.isBlank())
            {
                answer(line, Json.generator(out));
                if (!in.ready())
                {
                    out.flush();
                }
            }
        }
        return 0;
    }

    private static void answer(final String line, final JsonGenerator json)
    {
        json.writeStartObject();
        try
        {
            final Core core = TranslateQuestion.parse(line).answer();
            json.writeNumberProperty("x", core.x());
            json.writeNumberProperty("y", core.y());
        }
        catch (final IllegalArgumentException ex)
        {
            json.writeStringProperty("error", ex.getMessage());
        }
        json.writeEndObject();
        Json.endLine(json);
    }
}
