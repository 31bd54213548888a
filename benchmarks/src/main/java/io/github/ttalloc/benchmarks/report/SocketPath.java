package io.github.ttalloc.benchmarks.report;

import io.github.ttalloc.benchmarks.process.ChildProcess;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/**
 * A blocking write of tt-metal's message of 144 bytes to a unix socket whose peer, another process, reads all it gets.
 * {@link SocketSenderProbe} sends the same without the JDK's channel.
 */
final class SocketPath implements ReportPath
{
    private static final int MESSAGE_LENGTH = 144;
    private static final int SEND_BUFFER_BYTES = 1 << 20;
    private static final int TYPE_OFFSET = 0;
    private static final int SIZE_OFFSET = 8;
    private static final int BUFFER_TYPE_OFFSET = 16;
    private static final int PROCESS_OFFSET = 20;
    private static final int BUFFER_ID_OFFSET = 24;
    private static final int TIMESTAMP_OFFSET = 32;

    private final ByteBuffer message = ByteBuffer.allocateDirect(MESSAGE_LENGTH).order(ByteOrder.LITTLE_ENDIAN);
    private final ChildProcess peer;
    private final SocketChannel channel;

    SocketPath(final Path directory) throws IOException
    {
        final Path path = directory.resolve("socket");
        peer = ChildProcess.start(SocketDrain.class, path.toString());
        peer.expect(SocketDrain.READY);
        channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        channel.setOption(StandardSocketOptions.SO_SNDBUF, SEND_BUFFER_BYTES);
        channel.connect(UnixDomainSocketAddress.of(path));
        message.put(TYPE_OFFSET, (byte)1);
        message.put(BUFFER_TYPE_OFFSET, (byte)1);
        message.putLong(SIZE_OFFSET, 4096);
        message.putInt(PROCESS_OFFSET, (int)ProcessHandle.current().pid());
    }

    @Override
    public long report(final long bufferId)
    {
        message.putLong(BUFFER_ID_OFFSET, bufferId);
        message.putLong(TIMESTAMP_OFFSET, System.nanoTime());
        message.clear();
        try
        {
            while (message.hasRemaining())
            {
                channel.write(message);
            }
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
        return bufferId;
    }

    @Override
    public void close() throws IOException
    {
        channel.close();
        peer.close();
    }
}
