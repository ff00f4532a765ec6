import { describe, expect, it } from '@jest/globals';
import { linesThatMatter, shortPath, toolFailure } from '../../../ops/frame/tool-failure.js';
import { testIo } from '../support/test-io.js';

const ESC = String.fromCharCode(27);

describe('lines that matter', () => {
  it("are Terraform's boxed errors, without frame, colour and warnings", () => {
    const output = `Planning…
${ESC}[33m╷${ESC}[0m
│ Warning: Deprecated parameter
│
│ use_lockfile
╵
╷
│ Error: creating S3 Bucket (x): operation error S3: CreateBucket
│
│   with aws_s3_bucket.state,
╵
Done`;
    expect(linesThatMatter(output)).toEqual([
      'Error: creating S3 Bucket (x): operation error S3: CreateBucket',
      '  with aws_s3_bucket.state,',
    ]);
  });

  it('carry the name of the stack that cdktf puts before them away', () => {
    expect(linesThatMatter('data  │ Error: no\ndata  │ more\ndata  ╵\nok')).toEqual([
      'Error: no',
      'more',
    ]);
  });

  it('are those that speak of an error where there is no box', () => {
    expect(
      linesThatMatter('one\nAccess denied for x\ntwo\nTraceback (most recent call last)'),
    ).toEqual(['Access denied for x', 'Traceback (most recent call last)']);
  });

  it('are the last ones where nothing speaks of an error', () => {
    const output = Array.from({ length: 40 }, (_, i) => `line ${i}`).join('\n');
    expect(linesThatMatter(output)).toHaveLength(12);
    expect(linesThatMatter(output).at(-1)).toBe('line 39');
  });
});

describe('toolFailure', () => {
  it('names what ran, the lines that matter and the log, masked', () => {
    const { io } = testIo({ root: '/p' });
    io.mask.add('s3cret-value');
    const error = toolFailure(io, 'PM-6001', 'terraform apply of data', {
      command: 'terraform',
      args: [],
      exit: 1,
      stdout: '',
      stderr: '',
      output: '╷\n│ Error: bad s3cret-value\n╵',
      log: '/p/.phase-mirror/local/logs/data.log',
      ms: 1,
    });
    expect(error.code).toBe('PM-6001');
    expect(error.what).toBe('terraform apply of data ended with exit 1');
    expect(error.why).toBe('\n    Error: bad ********\n  log: .phase-mirror/local/logs/data.log');
  });
});

describe('shortPath', () => {
  it('keeps a path outside the project whole', () => {
    expect(shortPath('/p', '/q/x')).toBe('/q/x');
    expect(shortPath('/p', '/p/x/y')).toBe('x/y');
  });
});
