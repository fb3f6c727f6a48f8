namespace ClickstreamAnalysis.Serialization;

/// <summary>Recognizes the bytes that some editors and exports put in front of a text. JSON in a log must not have them.</summary>
internal static class ByteOrderMark
{
    public const string Reason = "byte-order-mark";

    /// <summary>Throws when a text begins with a byte-order mark. For use once reading the text has failed.</summary>
    /// <exception cref="SerdeException">The bytes begin with the mark of UTF-8 or UTF-16.</exception>
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
