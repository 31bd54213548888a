package io.github.ttalloc.benchmarks.report;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/**
 * The peer of {@link SocketPath}: reads and forgets until the other side closes.
 */
final class SocketDrain
{
    /** What it prints once it listens. */
    static final String READY = "ready";

    private static final int READ_BYTES = 1 << 16;

    private SocketDrain()
    {
    }

    /**
     * Serves one client.
     *
     * @param args path of the socket.
     * @throws IOException if the socket fails.
     */
    public static void main(final String[] args) throws IOException
    {
        final ByteBuffer buffer = ByteBuffer.allocateDirect(READ_BYTES);
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX))
        {
            server.bind(UnixDomainSocketAddress.of(Path.of(args[0])));
            System.out.println(READY);
            try (SocketChannel client = server.accept())
            {
                while (client.read(buffer) >= 0)
                {
                    buffer.clear();
                }
            }
        }
    }
}
