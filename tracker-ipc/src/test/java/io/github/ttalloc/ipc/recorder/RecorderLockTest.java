package io.github.ttalloc.ipc.recorder;

import io.github.ttalloc.client.TrackerDirectory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.File;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class RecorderLockTest
{
    @TempDir
    private Path parent;

    @Test
    void shouldKeepTheLockThatAnotherClassLoaderOfThisProcessHolds() throws Exception
    {
        final TrackerDirectory directory = TrackerDirectory.of(parent.resolve("tracker")).create();
        try (URLClassLoader other = new URLClassLoader(classPath(), ClassLoader.getPlatformClassLoader()))
        {
            try (RecorderLock ours = RecorderLock.acquire(directory))
            {
                for (int i = 0; i < 3; i++)
                {
                    final Throwable refusal =
                        assertThrows(InvocationTargetException.class, () -> acquireIn(other)).getCause();
                    assertEquals(RecorderAtWorkException.class.getName(), refusal.getClass().getName());
                    assertTrue(refusal.getMessage().contains("this process"), refusal.getMessage());
                    assertEquals(1, locks(directory.recorderLock()), ours::toString);
                }
            }
            final AutoCloseable theirs = acquireIn(other);
            theirs.close();
        }
        RecorderLock.acquire(directory).close();
    }

    @Test
    void shouldRefuseAPipeByName() throws IOException, InterruptedException
    {
        final TrackerDirectory directory = TrackerDirectory.of(parent.resolve("tracker")).create();
        assertEquals(0, new ProcessBuilder("mkfifo", directory.recorderLock().toString()).start().waitFor());
        final String refusal = assertThrows(IOException.class, () -> RecorderLock.acquire(directory)).getMessage();
        assertTrue(refusal.startsWith(directory.recorderLock() + " is a pipe"), refusal);
    }

    private AutoCloseable acquireIn(final ClassLoader loader) throws ReflectiveOperationException
    {
        final Class<?> directoryType = loader.loadClass(TrackerDirectory.class.getName());
        final Method acquire =
            loader.loadClass(RecorderLock.class.getName()).getDeclaredMethod("acquire", directoryType);
        acquire.setAccessible(true);
        final Object directory = directoryType.getMethod("of", Path.class).invoke(null, parent.resolve("tracker"));
        return (AutoCloseable)acquire.invoke(null, directory);
    }

    private static long locks(final Path file) throws IOException
    {
        final long inode = (long)Files.getAttribute(file, "unix:ino");
        return Files.readAllLines(Path.of("/proc/locks")).stream()
            .filter(line -> line.contains(":" + inode + " ")).count();
    }

    private static URL[] classPath() throws IOException
    {
        final List<URL> urls = new ArrayList<>();
        for (final String entry : System.getProperty("java.class.path").split(File.pathSeparator))
        {
            urls.add(Path.of(entry).toUri().toURL());
        }
        return urls.toArray(new URL[0]);
    }
}
