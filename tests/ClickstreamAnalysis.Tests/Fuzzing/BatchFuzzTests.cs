using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;
using ClickstreamAnalysis.Logs;
using ClickstreamAnalysis.Logs.Embedded.Batches;

namespace ClickstreamAnalysis.Tests.Fuzzing;

/// <summary>Batches of the embedded log as its database gives them back.</summary>
[TestFixture]
public sealed class BatchFuzzTests
{
    [Test]
    public void Batches_AreReadToTheirEndOrRefused()
    {
        var builder = new BatchBuilder();
        builder.Add(new RawRecord("t", 0, -1, 1_760_000_000_000, "key"u8, true, "value"u8, true, [new RecordHeader("name", [1, 2]), new RecordHeader("é", null)]));
        builder.Add(new RawRecord("t", 0, -1, 5, default, false, default, false));
        builder.Add(new RawRecord("t", 0, -1, -7, default, true, new byte[300], true));
        var valid = builder.Seal().Bytes.ToArray();
        Fuzz.Run(
            static bytes =>
            {
                Read(bytes);
                if (bytes.Length >= BatchHeader.Size)
                {
                    // With a checksum that fits, the damage reaches the reader of the records.
                    bytes[8] = 1;
                    BinaryPrimitives.WriteUInt64LittleEndian(bytes, XxHash3.HashToUInt64(bytes.AsSpan(8)));
                    Read(bytes);
                }
            },
            valid);
    }

    private static void Read(byte[] bytes)
    {
        var reader = new BatchReader();
        reader.Deserialize(bytes);
        if (!reader.TryStart(baseOffset: 10))
        {
            return;
        }

        try
        {
            while (reader.HasNext)
            {
                var record = reader.Read("t", 0, withHeaders: true);
                Assert.That(record.Key.Length + record.Value.Length, Is.LessThan(bytes.Length));
                foreach (var header in record.Headers ?? [])
                {
                    _ = Encoding.UTF8.GetByteCount(header.Name) + header.Value?.Length;
                }
            }
        }
        catch (RecordLogException)
        {
        }
    }
}
