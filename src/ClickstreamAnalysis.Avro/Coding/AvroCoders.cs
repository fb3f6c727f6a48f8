using System.Buffers;

namespace ClickstreamAnalysis.Avro.Coding;

/// <summary>Runs readers and writers on a decoder and an encoder of the thread, and turns their exceptions into those of serdes.</summary>
internal static class AvroCoders
{
    [ThreadStatic]
    private static AvroDecoder? s_decoder;

    [ThreadStatic]
    private static AvroEncoder? s_encoder;

    /// <exception cref="SerdeException">The bytes are not a value of the schema.</exception>
    public static unsafe T Read<T>(ReadOnlySpan<byte> body, AvroReader<T> reader)
    {
        var decoder = s_decoder ?? new AvroDecoder();
        s_decoder = null;
        fixed (byte* bytes = body)
        {
            try
            {
                decoder.Begin(bytes, body.Length);
                var value = reader(decoder);
                decoder.End();
                return value;
            }
            catch (InsufficientExecutionStackException)
            {
                throw new SerdeException("too-deep", "The Avro value is nested too deeply.");
            }
            catch (Exception error) when (error is not (SerdeException or SerdeNotReadyException or OutOfMemoryException))
            {
                // The message may quote data.
                throw new SerdeException("invalid-avro", $"{body.Length} bytes are not a value of their Avro schema: reading them threw {error.GetType().Name}.");
            }
            finally
            {
                decoder.Begin(null, 0);
                s_decoder = decoder;
            }
        }
    }

    /// <exception cref="SerdeException">The value does not fit the schema.</exception>
    public static void Write<T>(T value, IBufferWriter<byte> destination, AvroWriter<T> writer)
    {
        var encoder = s_encoder ?? new AvroEncoder();
        s_encoder = null;
        try
        {
            encoder.Begin(destination);
            writer(value, encoder);
        }
        catch (Exception error) when (error is not (SerdeException or OutOfMemoryException))
        {
            // The message may quote data.
            throw new SerdeException("invalid-value", $"A value of type {typeof(T).Name} does not fit its Avro schema: writing it threw {error.GetType().Name}.");
        }
        finally
        {
            encoder.End();
            s_encoder = encoder;
        }
    }
}
