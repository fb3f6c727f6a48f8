using System.Buffers;
using System.Text.Json;

namespace ClickstreamAnalysis.Serialization;

/// <summary>JSON writers of one configuration, one kept for each thread: nothing is allocated for each value written.</summary>
internal sealed class JsonWriters
{
    private readonly JsonWriterOptions _options;
    private readonly ThreadLocal<Utf8JsonWriter?> _kept = new();

    public JsonWriters(JsonWriterOptions options) => _options = options;

    /// <summary>Takes a writer. A converter that serialises something itself gets another one than its caller.</summary>
    public Utf8JsonWriter Take(IBufferWriter<byte> destination)
    {
        if (_kept.Value is { } writer)
        {
            _kept.Value = null;
            writer.Reset(destination);
            return writer;
        }

        return new Utf8JsonWriter(destination, _options);
    }

    /// <summary>Gives a flushed writer back. Do not give back one whose use threw.</summary>
    public void Return(Utf8JsonWriter writer)
    {
        // The kept writer must not keep the destination, and with it a whole task, alive.
        writer.Reset(NoDestination.Instance);
        _kept.Value = writer;
    }

    private sealed class NoDestination : IBufferWriter<byte>
    {
        public static readonly NoDestination Instance = new();

        public void Advance(int count) => throw new InvalidOperationException("This JSON writer is not in use.");

        public Memory<byte> GetMemory(int sizeHint = 0) => throw new InvalidOperationException("This JSON writer is not in use.");

        public Span<byte> GetSpan(int sizeHint = 0) => throw new InvalidOperationException("This JSON writer is not in use.");
    }
}
