using System.Text;

namespace ClickstreamAnalysis;

/// <summary>A header of a record: a name and bytes.</summary>
/// <param name="Name">The name. Several headers of a record may share one.</param>
/// <param name="Value">The bytes, or null. The array is not copied: do not change it.</param>
public readonly record struct RecordHeader(string Name, byte[]? Value)
{
    /// <summary>The most bytes that a log adds around one header.</summary>
    private const int FramingBytes = 10;

    /// <summary>An upper bound of the bytes that the header takes in a log.</summary>
    internal int Bytes => FramingBytes + Encoding.UTF8.GetByteCount(Name) + (Value?.Length ?? 0);
}
