package io.github.ttalloc.cli.replay;

import io.github.ttalloc.device.BufferType;

import java.util.List;
import java.util.Map;

/**
 * One node of a captured graph, as far as memory is concerned.
 *
 * @param type       such as {@code buffer_allocate}.
 * @param parameters its parameters as text, whether the report has them as numbers or as strings.
 * @param members    chips of a mesh that it mentions.
 */
record GraphNode(String type, Map<String, String> parameters, List<MeshMember> members)
{
    /** Stands for a number that a node does not have. */
    static final long ABSENT = -1;

    /** Largest size that a node may state: more than any memory of a device. */
    static final long MAX_BYTES = 1L << 44;

    private static final int NAMED_TYPES = BufferType.TRACE.code() + 1;

    /**
     * A chip that belongs to a mesh.
     *
     * @param mesh device id of the mesh.
     * @param chip device id of the chip.
     */
    record MeshMember(long mesh, long chip)
    {
    }

    /** A parameter that is a whole number, or {@link #ABSENT}. */
    long number(final String name)
    {
        final String text = parameters.get(name);
        if (null == text || text.isEmpty() || !text.chars().allMatch(c -> c >= '0' && c <= '9'))
        {
            return ABSENT;
        }
        try
        {
            return Long.parseLong(text);
        }
        catch (final NumberFormatException ex)
        {
            return ABSENT;
        }
    }

    /** Whether a parameter is set. */
    boolean isTrue(final String name)
    {
        final String text = parameters.get(name);
        return "1".equals(text) || "true".equalsIgnoreCase(text);
    }

    /** The type of its buffer, or null where none is given or it is not known. */
    BufferType bufferType()
    {
        final long code = number("buffer_type");
        if (code >= 0 && code < NAMED_TYPES)
        {
            return BufferType.of((int)code);
        }
        final String name = parameters.get("type");
        for (int i = 0; i < NAMED_TYPES && null != name; i++)
        {
            if (BufferType.of(i).name().equals(name))
            {
                return BufferType.of(i);
            }
        }
        return null;
    }
}
