using System.Buffers;
using ClickstreamAnalysis.Serialization;

namespace ClickstreamAnalysis.Sketches;

/// <summary>
/// Writes a distinct counter: format, precision, form, and then either the number of tokens and the differences between the sorted tokens,
/// or the packed registers with their length.
/// </summary>
internal sealed class DistinctCounterSerde : ISerde<DistinctCounter>
{
    private const byte Format = 1;
    private const byte SparseForm = 0;
    private const byte DenseForm = 1;

    public string Name => "distinct counter";

    public DistinctCounter Deserialize(ReadOnlySpan<byte> bytes)
    {
        var reader = new RowReader(bytes);
        if (reader.ReadByte() is var format && format != Format)
        {
            throw new SerdeException("unknown-format", $"A distinct counter has format {format}, and this version reads {Format}: use the version that wrote it.");
        }

        if (reader.ReadByte() is var precision && precision is < DistinctCounter.MinPrecision or > DistinctCounter.MaxPrecision)
        {
            throw RowReader.Damaged();
        }

        var counter = reader.ReadByte() switch
        {
            SparseForm => new DistinctCounter(ReadSparse(ref reader, precision)),
            DenseForm => new DistinctCounter(ReadDense(ref reader, precision)),
            _ => throw RowReader.Damaged(),
        };
        reader.End();
        return counter;
    }

    public void Serialize(in DistinctCounter value, IBufferWriter<byte> destination)
    {
        ArgumentNullException.ThrowIfNull(value);
        ArgumentNullException.ThrowIfNull(destination);
        destination.WriteByte(Format);
        destination.WriteByte((byte)value.Precision);
        if (value.Dense is not null)
        {
            destination.WriteByte(DenseForm);
            destination.WriteBytes(value.Dense.Bytes);
        }
        else
        {
            destination.WriteByte(SparseForm);
            WriteSparse(destination, value.Sparse!);
        }
    }

    private static void WriteSparse(IBufferWriter<byte> destination, SparseRegisters sparse)
    {
        destination.WriteNumber((ulong)sparse.Count);
        var rented = ArrayPool<uint>.Shared.Rent(sparse.Slots.Length);
        var tokens = rented.AsSpan(0, sparse.Slots.Length);
        sparse.Slots.CopyTo(tokens);

        // Empty slots are zero, so they sort to the front.
        tokens.Sort();
        var last = 0u;
        foreach (var token in tokens[^sparse.Count..])
        {
            destination.WriteNumber(token - last);
            last = token;
        }

        ArrayPool<uint>.Shared.Return(rented);
    }

    private static SparseRegisters ReadSparse(ref RowReader reader, int precision)
    {
        var count = reader.ReadCount();
        if (count > SparseRegisters.MaxCount(precision))
        {
            throw RowReader.Damaged();
        }

        var sparse = new SparseRegisters(precision);
        var last = 0u;
        for (; count > 0; count--)
        {
            if (reader.ReadNumber() is var difference && difference > uint.MaxValue - last)
            {
                throw RowReader.Damaged();
            }

            var token = last + (uint)difference;
            if (SparseToken.RankOf(token) is < 1 or > SparseToken.MaxRank || (last != SparseToken.None && SparseToken.IndexOf(token) <= SparseToken.IndexOf(last)))
            {
                throw RowReader.Damaged();
            }

            sparse.TryAdd(token);
            last = token;
        }

        return sparse;
    }

    private static DenseRegisters ReadDense(ref RowReader reader, int precision)
    {
        if (reader.ReadBytes() is var bytes && bytes.Length != DenseRegisters.ByteCount(precision))
        {
            throw RowReader.Damaged();
        }

        var dense = new DenseRegisters(precision);
        bytes.CopyTo(dense.Bytes);
        for (var i = 0; i < 1 << precision; i++)
        {
            if (dense[i] > dense.MaxRank)
            {
                throw RowReader.Damaged();
            }
        }

        return dense;
    }
}
