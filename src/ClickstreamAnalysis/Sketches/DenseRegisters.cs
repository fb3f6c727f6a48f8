using System.Buffers.Binary;

namespace ClickstreamAnalysis.Sketches;

/// <summary>The registers of a large count: 2^precision ranks of six bits each, packed.</summary>
internal sealed class DenseRegisters(int precision)
{
    private const int RegisterBits = 6;
    private const int RegisterMask = (1 << RegisterBits) - 1;

    // One more byte, so that every register can be read as part of two bytes.
    private readonly byte[] _bytes = new byte[ByteCount(precision) + 1];

    public int Precision => precision;

    /// <summary>The packed registers, lowest bits first.</summary>
    public Span<byte> Bytes => _bytes.AsSpan(0, _bytes.Length - 1);

    /// <summary>The highest rank a register can have: all bits after the index are zero.</summary>
    public int MaxRank => 64 - precision + 1;

    public static int ByteCount(int precision) => (1 << precision) * RegisterBits / 8;

    public int this[int index]
    {
        get
        {
            var bit = index * RegisterBits;
            return (BinaryPrimitives.ReadUInt16LittleEndian(_bytes.AsSpan(bit >> 3)) >> (bit & 7)) & RegisterMask;
        }
    }

    public void Add(ulong hash) => Raise((int)(hash >> (64 - precision)), SparseToken.RankOf(hash, precision));

    public void AddToken(uint token)
    {
        var (index, rank) = SparseToken.Fold(SparseToken.IndexOf(token), SparseToken.RankOf(token), SparseToken.IndexBits, precision);
        Raise(index, rank);
    }

    /// <summary>Merges these registers into others of the same or a lower precision.</summary>
    public void FoldInto(DenseRegisters target)
    {
        for (var i = 0; i < 1 << precision; i++)
        {
            if (this[i] is var rank and > 0)
            {
                var (index, folded) = SparseToken.Fold((uint)i, rank, precision, target.Precision);
                target.Raise(index, folded);
            }
        }
    }

    public double Estimate()
    {
        Span<int> histogram = stackalloc int[RegisterMask + 1];
        histogram.Clear();
        for (var i = 0; i < 1 << precision; i++)
        {
            histogram[this[i]]++;
        }

        return CardinalityEstimator.Estimate(histogram[..(MaxRank + 1)]);
    }

    private void Raise(int index, int rank)
    {
        var bit = index * RegisterBits;
        var pair = _bytes.AsSpan(bit >> 3, sizeof(ushort));
        var shift = bit & 7;
        var word = BinaryPrimitives.ReadUInt16LittleEndian(pair);
        if (((word >> shift) & RegisterMask) < rank)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(pair, (ushort)((word & ~(RegisterMask << shift)) | (rank << shift)));
        }
    }
}
