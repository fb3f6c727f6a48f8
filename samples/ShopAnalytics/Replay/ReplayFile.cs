using System.IO.Compression;
using System.IO.Hashing;

namespace ShopAnalytics.Replay;

/// <summary>A file to replay, compressed or not.</summary>
internal static class ReplayFile
{
    /// <summary>Opens a file and decompresses it if it is compressed.</summary>
    public static Stream Open(FileInfo file)
    {
        var stream = file.OpenRead();
        var isPacked = stream.ReadByte() == 0x1F && stream.ReadByte() == 0x8B;
        stream.Position = 0;
        return isPacked ? new GZipStream(stream, CompressionMode.Decompress) : stream;
    }

    /// <summary>Reads the first bytes.</summary>
    public static byte[] ReadStart(FileInfo file)
    {
        using var stream = Open(file);
        var start = new byte[4096];
        var read = stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        return start[..read];
    }

    /// <summary>Identifies a file by its first bytes.</summary>
    public static string FingerprintOf(ReadOnlySpan<byte> start) => Convert.ToHexString(XxHash128.Hash(start));
}
