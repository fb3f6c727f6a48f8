using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using CsCheck;

namespace ClickstreamAnalysis.Tests.Fuzzing;

/// <summary>Feeds a reader valid inputs that were damaged at random: a fixed number of them, so that a slow machine checks as many as a fast one.</summary>
/// <remarks>
/// A failure prints the seed; set the environment variable <c>CsCheck_Seed</c> to it to repeat the input. Set <c>FUZZ_SECONDS</c> to
/// run each test for a time instead, as long as you like.
/// </remarks>
internal static class Fuzz
{
    private const int DefaultInputs = 100_000;
    private const int MaxMutations = 6;

    private static readonly byte[][] s_pieces =
    [
        [0x00], [0x7F], [0x80], [0xFF], [0xFF, 0xFF, 0xFF, 0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xEF, 0xBB, 0xBF], [0xE2, 0x80],
        [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01], [0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], [0x80, 0, 0, 0, 0, 0, 0, 0],
        .. Texts(
            "\\ud800", "\\udc00", "\\ud83d\\ude00", "\\u0041", "\\u0000", "\\", "\\\"", "\"", "{", "}", "[", "]", ",", ":", "null", "true", "-", "1e999", "-0",
            "0.1", "99999999999999999999", "9223372036854775807", "-9223372036854775808", "253402300800000", "\"\":", "\"\\ud800\":1,", "\"\\ud83d\":\"x\",",
            "{\"a\":", "[[[[[[[[", "\r\n", "\n", "\r", "\t", " ", "é", "😀", "/*", "\"9999-12-31T23:59:59.9999999Z\"", "\"0001-01-01T00:00:00+14:00\"", "\",\"", "\"\""),
    ];

    /// <summary>How long each test runs; null for a fixed number of inputs.</summary>
    private static int? Seconds { get; } =
        int.TryParse(Environment.GetEnvironmentVariable("FUZZ_SECONDS"), CultureInfo.InvariantCulture, out var seconds) ? seconds : null;

    /// <summary>Checks damaged inputs.</summary>
    /// <param name="check">Throws when the reader fails.</param>
    /// <param name="valid">Inputs to start from.</param>
    public static void Run(Action<byte[]> check, params byte[][] valid) => Run(Inputs(valid), check);

    /// <summary>Checks inputs.</summary>
    public static void Run<T>(Gen<T> inputs, Action<T> check)
    {
        var count = 0L;
        var started = Stopwatch.GetTimestamp();
        inputs.Sample(
            input =>
            {
                count++;
                check(input);
            },
            iter: DefaultInputs,
            time: Seconds ?? -1,
            threads: 1,
            print: static input => input is ITuple parts ? string.Join(" | ", Enumerable.Range(0, parts.Length).Select(i => Print(parts[i]))) : Print(input));
        TestContext.Out.WriteLine($"{count:N0} inputs in {Stopwatch.GetElapsedTime(started).TotalSeconds:0.0} s.");
    }

    /// <summary>Mostly valid inputs with a few mutations, sometimes bytes that never were valid.</summary>
    public static Gen<byte[]> Inputs(params byte[][] valid)
    {
        var mutations = Gen.Select(Gen.Int[0, 8], Gen.Int[0, 1 << 20], Gen.Int[0, 24], Gen.Int[0, s_pieces.Length - 1], Gen.Byte).Array[0, MaxMutations];
        var mutated = Gen.Select(Gen.Int[0, valid.Length - 1], Gen.Int[0, valid.Length - 1], mutations).Select((first, second, steps) =>
        {
            var bytes = valid[first];
            foreach (var (kind, at, length, piece, with) in steps)
            {
                bytes = Mutate(bytes, valid[second], kind, at % (bytes.Length + 1), length, s_pieces[piece], with);
            }

            return bytes;
        });
        return Gen.Frequency((15, mutated), (1, Gen.Byte.Array[0, 64]));
    }

    /// <summary>The UTF-8 bytes of some texts.</summary>
    public static byte[][] Texts(params string[] texts) => [.. texts.Select(Encoding.UTF8.GetBytes)];

    private static string Print(object? input) =>
        input is byte[] bytes ? $"{Convert.ToHexString(bytes)} = {Encoding.Latin1.GetString(bytes)}" : $"{input}";

    private static byte[] Mutate(byte[] bytes, byte[] other, int kind, int at, int length, byte[] piece, byte with)
    {
        var head = bytes.AsSpan(0, at);
        var tail = bytes.AsSpan(at);
        var behind = tail[Math.Min(length, tail.Length)..];
        return kind switch
        {
            0 => [.. head, with, .. tail.Length > 0 ? tail[1..] : tail],
            1 => [.. head, (byte)((tail.Length > 0 ? tail[0] : 0) ^ (1 << (with & 7))), .. tail.Length > 0 ? tail[1..] : tail],
            2 or 3 => [.. head, .. piece, .. tail],
            4 => [.. head, .. piece, .. behind],
            5 => [.. head, .. behind],
            6 => [.. head],
            7 => [.. head, .. other.AsSpan(Math.Min(other.Length, with * other.Length / 256))],
            _ => Repeat(head, piece, Math.Max(1, with / 4), tail),
        };
    }

    private static byte[] Repeat(ReadOnlySpan<byte> head, byte[] piece, int times, ReadOnlySpan<byte> tail)
    {
        List<byte> bytes = [.. head];
        for (; times > 0; times--)
        {
            bytes.AddRange(piece);
        }

        return [.. bytes, .. tail];
    }
}
