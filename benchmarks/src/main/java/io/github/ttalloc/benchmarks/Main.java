package io.github.ttalloc.benchmarks;

import io.github.ttalloc.benchmarks.guard.Guard;
import io.github.ttalloc.benchmarks.longform.LongForm;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/**
 * JMH's own program, or the guard or the long form where the first argument is {@code guard} or {@code report}. What
 * the manifest of this jar opens in the JDK is handed on to the processes that JMH forks: a manifest counts only for
 * the process that was started with {@code -jar}.
 */
public final class Main
{
    private static final String PREPEND = "-jvmArgsPrepend";

    private Main()
    {
    }

    /**
     * Runs benchmarks.
     *
     * @param args the command line of JMH, which {@code -h} explains; or {@code guard} or {@code report} and their
     *             options.
     * @throws IOException if the manifest of this jar, or a file of JMH, cannot be read or written.
     */
    public static void main(final String[] args) throws IOException
    {
        if (args.length > 0 && "guard".equals(args[0]))
        {
            Guard.main(Arrays.copyOfRange(args, 1, args.length));
        }
        else if (args.length > 0 && "report".equals(args[0]))
        {
            LongForm.main(Arrays.copyOfRange(args, 1, args.length));
        }
        else
        {
            org.openjdk.jmh.Main.main(withForkFlags(args, ForkFlags.ofThisJar()));
        }
    }

    /**
     * A command line of JMH whose forks get further flags of the JVM, before those that it names itself.
     *
     * @param args  the command line.
     * @param flags flags of the JVM; none adds nothing.
     * @return the command line to run.
     */
    static String[] withForkFlags(final String[] args, final List<String> flags)
    {
        if (flags.isEmpty())
        {
            return args;
        }
        final int at = Arrays.asList(args).indexOf(PREPEND);
        final String[] result;
        if (at >= 0 && at + 1 < args.length)
        {
            result = args.clone();
            result[at + 1] = String.join(" ", flags) + " " + args[at + 1];
        }
        else
        {
            result = Arrays.copyOf(args, args.length + 2);
            result[args.length] = PREPEND;
            result[args.length + 1] = String.join(" ", flags);
        }
        return result;
    }
}
