package io.github.ttalloc.cli;

/**
 * The program {@code ttalloc}.
 */
public final class Main
{
    private Main()
    {
    }

    /**
     * Prints the version on the standard output.
     *
     * @param args command line, ignored.
     */
    public static void main(final String[] args)
    {
        System.out.println("ttalloc " + Main.class.getPackage().getImplementationVersion());
    }
}
