using System.Text;
using CsCheck;

namespace ClickstreamAnalysis.Tests.Serialization;

internal static class TextGen
{
    /// <summary>Valid text of every kind: ASCII, what JSON must escape, other scripts, pairs of surrogates.</summary>
    public static Gen<string> Any { get; } = Gen.OneOf(
        Gen.String[Gen.Char['a', 'z'], 0, 200],
        Gen.String[Gen.Char['\0', '\u007F'], 0, 60],
        Gen.Int[0, 0x10FFFF - 0x800].Select(n => new Rune(n < 0xD800 ? n : n + 0x800)).Array[0, 60].Select(runes => string.Concat(runes)));
}
