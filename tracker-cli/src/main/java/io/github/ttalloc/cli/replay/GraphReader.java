package io.github.ttalloc.cli.replay;

import io.github.ttalloc.cli.replay.GraphNode.MeshMember;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.core.json.JsonFactory;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Reads captured graphs: JSON lists of nodes in the order of time.
 */
final class GraphReader
{
    private static final String DEVICE_TENSORS = "device_tensors";

    private final JsonFactory factory = new JsonFactory();

    /**
     * Hands over each node of a graph.
     *
     * @param json  the graph.
     * @param nodes takes the nodes in order.
     * @throws JacksonException if it is no JSON list of objects.
     */
    void read(final String json, final Consumer<GraphNode> nodes)
    {
        try (JsonParser parser = factory.createParser(ObjectReadContext.empty(), json))
        {
            expect(parser, parser.nextToken(), JsonToken.START_ARRAY);
            JsonToken token = parser.nextToken();
            while (JsonToken.END_ARRAY != token)
            {
                expect(parser, token, JsonToken.START_OBJECT);
                nodes.accept(node(parser));
                token = parser.nextToken();
            }
        }
    }

    private GraphNode node(final JsonParser parser)
    {
        String type = "";
        final Map<String, String> parameters = new HashMap<>();
        final List<MeshMember> members = new ArrayList<>();
        while (JsonToken.END_OBJECT != parser.nextToken())
        {
            final String name = parser.currentName();
            final JsonToken value = parser.nextToken();
            if ("node_type".equals(name) && JsonToken.VALUE_STRING == value)
            {
                type = parser.getString();
            }
            else if ("params".equals(name) && JsonToken.START_OBJECT == value)
            {
                readParameters(parser, parameters, members);
            }
            else
            {
                parser.skipChildren();
            }
        }
        return new GraphNode(type, parameters, members);
    }

    private void readParameters(
        final JsonParser parser, final Map<String, String> parameters, final List<MeshMember> members)
    {
        while (JsonToken.END_OBJECT != parser.nextToken())
        {
            final String name = parser.currentName();
            final JsonToken value = parser.nextToken();
            if (DEVICE_TENSORS.equals(name) && JsonToken.START_ARRAY == value)
            {
                readMembers(parser, members);
            }
            else if (DEVICE_TENSORS.equals(name) && JsonToken.VALUE_STRING == value)
            {
                readMembers(parser.getString(), members);
            }
            else if (value.isScalarValue())
            {
                parameters.put(name, parser.getString());
            }
            else
            {
                parser.skipChildren();
            }
        }
    }

    private void readMembers(final String json, final List<MeshMember> members)
    {
        try (JsonParser parser = factory.createParser(ObjectReadContext.empty(), json))
        {
            if (JsonToken.START_ARRAY == parser.nextToken())
            {
                readMembers(parser, members);
            }
        }
    }

    private static void readMembers(final JsonParser parser, final List<MeshMember> members)
    {
        JsonToken token = parser.nextToken();
        while (null != token && JsonToken.END_ARRAY != token)
        {
            long mesh = GraphNode.ABSENT;
            long chip = GraphNode.ABSENT;
            while (JsonToken.START_OBJECT == token && JsonToken.END_OBJECT != parser.nextToken())
            {
                final String name = parser.currentName();
                final boolean isNumber = JsonToken.VALUE_NUMBER_INT == parser.nextToken();
                mesh = isNumber && "mesh_device_id".equals(name) ? parser.getLongValue() : mesh;
                chip = isNumber && "device_id".equals(name) ? parser.getLongValue() : chip;
                parser.skipChildren();
            }
            if (mesh >= 0 && chip >= 0)
            {
                members.add(new MeshMember(mesh, chip));
            }
            token = parser.nextToken();
        }
    }

    private static void expect(final JsonParser parser, final JsonToken actual, final JsonToken expected)
    {
        if (expected != actual)
        {
            throw new StreamReadException(
                parser, "found " + actual + " where a graph has " + expected);
        }
    }
}
