package io.github.ttalloc.client;

import java.util.Map;

/**
 * Settings by environment variables. Immutable.
 */
public final class Environment
{
    private final Map<String, String> variables;

    /**
     * Settings by the variables of this process.
     */
    public Environment()
    {
        this(System.getenv());
    }

    /**
     * Settings by given variables.
     *
     * @param variables name and value of each.
     */
    public Environment(final Map<String, String> variables)
    {
        this.variables = Map.copyOf(variables);
    }

    /**
     * A text.
     *
     * @param name   of the variable.
     * @param absent what stands for an absent or empty one.
     * @return the value.
     */
    public String text(final String name, final String absent)
    {
        final String value = variables.getOrDefault(name, "");
        return value.isEmpty() ? absent : value;
    }

    /**
     * A whole number that is not negative.
     *
     * @param name   of the variable.
     * @param absent what stands for an absent or empty one.
     * @return the value.
     * @throws IllegalArgumentException if the variable holds anything else.
     */
    public long number(final String name, final long absent)
    {
        final String value = text(name, Long.toString(absent));
        try
        {
            final long number = Long.parseLong(value);
            if (number >= 0)
            {
                return number;
            }
        }
        catch (final NumberFormatException ex)
        {
            throw new IllegalArgumentException(name + "=" + value + " must be a whole number, not negative", ex);
        }
        throw new IllegalArgumentException(name + "=" + value + " must not be negative");
    }
}
