using System.Buffers;
using System.Text.Json;

namespace ClickstreamAnalysis.Serialization;

/// <summary>Caches one JSON writer per thread for a configuration, so that writing a value does not allocate a writer.</summary>
internal sealed class JsonWriters
{
    private readonly JsonWriterOptions _options;
    private readonly ThreadLocal<Utf8JsonWriter?> _kept = new();

    public JsonWriters(JsonWriterOptions options) => _options = options;

    /// <summary>Rents a writer. A converter that itself serializes a value gets a different writer than its caller.</summary>
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

    /// <summary>Returns a flushed writer. Do not return a writer after an exception.</summary>
    public void Return(Utf8JsonWriter writer)
    {
        // The cached writer must not keep the destination, and with it a whole task, alive.
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
