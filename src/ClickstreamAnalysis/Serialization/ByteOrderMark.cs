namespace ClickstreamAnalysis.Serialization;

/// <summary>Detects the byte-order mark that some editors and exports write before text. JSON in a log must not have one.</summary>
internal static class ByteOrderMark
{
    public const string Reason = "byte-order-mark";

    /// <summary>Throws when the bytes begin with a byte-order mark. Call it after parsing has failed.</summary>
    /// <exception cref="SerdeException">The bytes begin with the byte-order mark of UTF-8 or UTF-16.</exception>
    public static void ThrowIfPresent(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith("\uFEFF"u8))
        {
            throw new SerdeException(Reason, "The JSON begins with a byte-order mark (EF BB BF). Write UTF-8 without it.");
        }

        if (bytes is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..])
        {
            throw new SerdeException(Reason, "The JSON begins with the byte-order mark of UTF-16. Write it as UTF-8 without a byte-order mark.");
        }
    }
}
