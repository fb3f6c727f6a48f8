using System.Buffers;

namespace ClickstreamAnalysis.Tests.Fuzzing;

/// <summary>What holds for every serde, whatever the bytes.</summary>
internal static class SerdeFuzz
{
    /// <summary>
    /// Either the serde refuses the bytes with a <see cref="SerdeException"/>, or it gives a value of which every part can be read, and
    /// which is written and read again as the same bytes.
    /// </summary>
    /// <param name="serde">The serde.</param>
    /// <param name="bytes">The bytes.</param>
    /// <param name="use">Reads every part of the value.</param>
    /// <returns>Whether the bytes were accepted.</returns>
    public static bool Check<T>(ISerde<T> serde, byte[] bytes, Action<T>? use = null)
    {
        if (!TryRead(serde, bytes, out var value))
        {
            return false;
        }

        use?.Invoke(value);
        var written = Write(serde, value);
        var again = serde.Deserialize(written);
        use?.Invoke(again);
        Assert.That(Write(serde, again), Is.EqualTo(written));
        return true;
    }

    public static bool TryRead<T>(ISerde<T> serde, ReadOnlySpan<byte> bytes, out T value)
    {
        try
        {
            value = serde.Deserialize(bytes);
            return true;
        }
        catch (SerdeException)
        {
            value = default!;
            return false;
        }
    }

    public static byte[] Write<T>(ISerde<T> serde, T value)
    {
        var buffer = new ArrayBufferWriter<byte>();
        serde.Serialize(value, buffer);
        return buffer.WrittenSpan.ToArray();
    }
}
