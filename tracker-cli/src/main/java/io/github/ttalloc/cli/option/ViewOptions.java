package io.github.ttalloc.cli.option;

import io.github.ttalloc.client.TrackerDirectory;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.IOException;

/**
 * The options of every command that shows what is in a tracker directory.
 */
public final class ViewOptions
{
    @Mixin
    private TrackerOptions tracker;

    @Option(names = "--json", description = "Print JSON for programs.")
    private boolean json;

    /**
     * Nothing chosen yet; the command line does that.
     */
    public ViewOptions()
    {
    }

    /**
     * The directory, which must be there.
     *
     * @return the directory, checked.
     * @throws IOException if it is absent or must not be used; the message says why and what to do.
     */
    public TrackerDirectory open() throws IOException
    {
        return tracker.open();
    }

    /**
     * For whom to print.
     *
     * @return true for programs, false for people.
     */
    public boolean json()
    {
        return json;
    }
}
