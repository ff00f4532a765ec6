import type { Names } from '../../names/index.js';
import { dynamoBlockCounter } from '../dynamodb/block-counter.js';
import { dynamoCalibrationStore } from '../dynamodb/calibration-store.js';
import { dynamoConsentStore } from '../dynamodb/consent-store.js';
import { dynamoFpStore } from '../dynamodb/fp-store.js';
import { dynamoTables } from '../dynamodb/table.js';
import type { Ports } from '../ports.js';
import type { Retention } from '../retention.js';
import { s3Baselines } from '../s3/index.js';
import { ssmParameters } from '../ssm/parameters.js';
import type { AwsOptions } from '../../aws/connection.js';

export type AwsStores = Ports;

/** Every port in the tables, parameters and buckets of one environment. */
export function openAws(names: Names, options: AwsOptions, retention: Retention): AwsStores {
  const { clock } = retention;
  const tables = dynamoTables(options);
  const baselines = s3Baselines({
    ...options,
    bucket: names.buckets.baseline,
    owner: names.scope.account,
  });
  const parameters = ssmParameters({ ...options, names: names.parameters });
  return {
    fp: dynamoFpStore({ table: tables.table(names.tables.fpEvents), ...retention }),
    blocks: dynamoBlockCounter({ table: tables.table(names.tables.blockCounter), clock }),
    consent: dynamoConsentStore({ table: tables.table(names.tables.consent), clock }),
    calibration: dynamoCalibrationStore({ table: tables.table(names.tables.calibration), clock }),
    baselines,
    parameters,
    location: `AWS ${options.region}${options.endpoint === undefined ? '' : ` at ${options.endpoint}`}`,
    close() {
      tables.close();
      baselines.close();
      parameters.close();
    },
  };
}
